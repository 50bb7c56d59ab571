/* The JSON of one channel as DiscordChatExporter writes it. */
#include "generate.h"

#define FIRST_TIME G_GINT64_CONSTANT (1640995200) /* 2022-01-01 */

static void
print_user (Generator  *self,
            guint       person,
            const char *indent,
            gboolean    with_roles)
{
  guint64          seed = self->what->seed;
  g_autofree char *id = generate_trait (GENERATE_ID_DISCORD, seed, person);
  g_autofree char *handle = generate_trait (GENERATE_HANDLE, seed, person);
  g_autofree char *name = generate_trait (GENERATE_NAME, seed, person);

  generator_print (self,
                   "{\n%s  \"id\": \"%s\",\n%s  \"name\": \"%s\",\n%s  \"discriminator\": \"0000\",\n%s  \"nickname\": \"%s\",\n%s  \"color\": null,\n%s  \"isBot\": false,\n",
                   indent, id, indent, handle, indent, indent, name, indent, indent);
  if (with_roles)
    generator_print (self, "%s  \"roles\": [],\n", indent);
  generator_print (self, "%s  \"avatarUrl\": \"https://cdn.discordapp.com/avatars/%s/0123456789abcdef.png?size=512\"\n%s}", indent, id, indent);
}

static void
print_reactions (Generator *self)
{
  guint n = (guint) generator_random (self, 4);

  generator_print (self, "      \"reactions\": [");
  if (n) {
    guint first = generator_person (self);

    generator_print (self, "\n        {\n          \"emoji\": {\n            \"id\": \"\",\n            \"name\": \"👍\",\n            \"code\": \"thumbsup\",\n"
                           "            \"isAnimated\": false,\n            \"imageUrl\": \"\"\n          },\n          \"count\": %u,\n          \"users\": [",
                     n + self->what->age);
    for (guint i = 0; i < n; i++) {
      generator_print (self, "%s\n            ", i ? "," : "");
      print_user (self, (first + i) % self->what->n_people, "            ", FALSE);
    }
    generator_print (self, "\n          ]\n        }\n      ");
  }
  generator_print (self, "],\n");
}

static void
print_message (Generator *self,
               guint64    no)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (FIRST_TIME + (gint64) no * 61);
  g_autofree char *stamp = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.123+00:00");
  guint            person = generator_person (self);
  g_autofree char *text = generator_text (self, person);
  guint64          id = 927000000000000000 + no * 4194304;

  generator_print (self,
                   "%s\n    {\n      \"id\": \"%" G_GUINT64_FORMAT "\",\n      \"type\": \"Default\",\n      \"timestamp\": \"%s\",\n      \"timestampEdited\": null,\n"
                   "      \"callEndedTimestamp\": null,\n      \"isPinned\": false,\n      \"content\": \"%s\",\n      \"author\": ",
                   no ? "," : "", id, stamp, text);
  print_user (self, person, "      ", TRUE);
  generator_note_author (self, person);
  generator_print (self, ",\n      \"attachments\": [],\n      \"embeds\": [],\n      \"stickers\": [],\n");
  print_reactions (self);
  generator_print (self, "      \"mentions\": [");
  if (generator_random (self, 5) == 0) {
    generator_print (self, "\n        ");
    print_user (self, generator_person (self), "        ", TRUE);
    generator_print (self, "\n      ");
  }
  generator_print (self, "]\n    }");
  self->truth.n_posts++;
}

/**
 * generate_discord:
 *
 * Writes the export of one channel of a server.
 */
GenerateTruth
generate_discord (const char     *path,
                  const Generate *what)
{
  Generator self;

  generator_open (&self, path, what);
  generator_print (&self,
                   "{\n  \"guild\": {\n    \"id\": \"810000000000000001\",\n    \"name\": \"Harbour Server\",\n    \"iconUrl\": \"https://cdn.discordapp.com/embed/avatars/0.png\"\n  },\n"
                   "  \"channel\": {\n    \"id\": \"810000000000000%03u\",\n    \"type\": \"GuildTextChat\",\n    \"categoryId\": \"810000000000000900\",\n    \"category\": \"General\",\n"
                   "    \"name\": \"quay-%u\",\n    \"topic\": null\n  },\n  \"dateRange\": {\n    \"after\": null,\n    \"before\": null\n  },\n"
                   "  \"exportedAt\": \"2023-03-0%uT12:00:00.0000000+00:00\",\n  \"messages\": [",
                   (guint) (what->seed % 800 + 100), (guint) what->seed, what->age % 8 + 1);
  for (guint64 no = 0; !generator_is_full (&self, no); no++) {
    generator_begin_record (&self, no);
    print_message (&self, no);
  }
  generator_print (&self, "\n  ],\n  \"messageCount\": %" G_GUINT64_FORMAT "\n}", self.truth.n_posts);
  generator_close (&self);

  return self.truth;
}
