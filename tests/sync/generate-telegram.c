/* The one-chat result.json of Telegram Desktop, laid out with one space a level as it does. */
#include "generate.h"

#define FIRST_TIME G_GINT64_CONSTANT (1640995200) /* 2022-01-01 */
#define CHAT_ID "1789456123"

typedef struct {
  char *id;   /* (owned) */
  char *name; /* (owned) */
} Person;

static void
person_clear (Person *person)
{
  g_free (person->id);
  g_free (person->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Person, person_clear)

static Person
get_person (Generator *self,
            guint      person)
{
  return (Person) { generate_trait (GENERATE_ID_TELEGRAM, self->what->seed, person),
                    generate_trait (GENERATE_NAME, self->what->seed, person) };
}

static void
print_head (Generator  *self,
            guint64     no,
            const char *type)
{
  gint64 unix_time = FIRST_TIME + (gint64) no * 97;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (unix_time);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  generator_print (self, "%s  {\n   \"id\": %" G_GUINT64_FORMAT ",\n   \"type\": \"%s\",\n   \"date\": \"%s\",\n   \"date_unixtime\": \"%" G_GINT64_FORMAT "\",\n",
                   no ? ",\n" : "", no + 1, type, text, unix_time);
}

static void
print_service (Generator *self,
               guint64    no)
{
  g_auto (Person) actor = get_person (self, generator_person (self));
  g_auto (Person) other = get_person (self, generator_person (self));

  print_head (self, no, "service");
  generator_print (self, "   \"actor\": \"%s\",\n   \"actor_id\": \"user%s\",\n", actor.name, actor.id);
  switch (generator_random (self, 3)) {
  case 0:
    generator_print (self, "   \"action\": \"join_group_by_link\",\n   \"inviter\": \"Group\",\n");
    self->truth.n_joins++;
    break;
  case 1:
    generator_print (self, "   \"action\": \"invite_members\",\n   \"members\": [\n    \"%s\"\n   ],\n", other.name);
    self->truth.n_joins++;
    break;
  default:
    generator_print (self, "   \"action\": \"pin_message\",\n   \"message_id\": 1,\n");
    self->truth.n_service++;
  }
  generator_print (self, "   \"text\": \"\",\n   \"text_entities\": []\n  }");
}

static void
print_reactions (Generator *self,
                 guint64    no)
{
  static const char *const emoji[] = { "👍", "❤", "🔥" };
  g_auto (Person) who = get_person (self, generator_person (self));

  generator_print (self,
                   "   \"reactions\": [\n    {\n     \"type\": \"emoji\",\n     \"count\": %" G_GUINT64_FORMAT ",\n     \"emoji\": \"%s\",\n     \"recent\": [\n"
                   "      {\n       \"from\": \"%s\",\n       \"from_id\": \"user%s\",\n       \"date\": \"2022-02-02T02:02:02\"\n      }\n     ]\n    }\n   ],\n",
                   1 + generator_random (self, 40) + self->what->age * 3, emoji[no % G_N_ELEMENTS (emoji)], who.name, who.id);
}

static void
print_text (Generator *self,
            guint      person)
{
  g_autofree char *text = generator_text (self, person);
  const char      *tag = generator_random (self, 4) ? NULL : generator_tag (self);

  if (tag)
    generator_print (self,
                     "   \"text\": [\n    \"%s \",\n    {\n     \"type\": \"hashtag\",\n     \"text\": \"#%s\"\n    },\n    \"\"\n   ],\n"
                     "   \"text_entities\": [\n    {\n     \"type\": \"plain\",\n     \"text\": \"%s \"\n    },\n    {\n     \"type\": \"hashtag\",\n     \"text\": \"#%s\"\n    }\n   ]\n  }",
                     text, tag, text, tag);
  else
    generator_print (self, "   \"text\": \"%s\",\n   \"text_entities\": [\n    {\n     \"type\": \"plain\",\n     \"text\": \"%s\"\n    }\n   ]\n  }", text, text);
}

static void
print_message (Generator *self,
               guint64    no)
{
  guint index = generator_person (self);
  g_auto (Person) person = get_person (self, index);

  print_head (self, no, "message");
  if (self->what->channel) {
    generator_print (self, "   \"from\": \"Harbour News\",\n   \"from_id\": \"channel" CHAT_ID "\",\n");
  } else {
    generator_print (self, "   \"from\": \"%s\",\n   \"from_id\": \"user%s\",\n", person.name, person.id);
    generator_note_author (self, index);
  }
  if (generator_random (self, 9) == 0)
    generator_print (self, "   \"forwarded_from\": \"Lighthouse Notes\",\n   \"forwarded_from_id\": \"channel1555666777\",\n");
  if (no > 10 && generator_random (self, 5) == 0)
    generator_print (self, "   \"reply_to_message_id\": %" G_GUINT64_FORMAT ",\n", no - generator_random (self, 10));
  if (generator_random (self, 6) == 0)
    generator_print (self, "   \"photo\": \"photos/photo_%" G_GUINT64_FORMAT "@01-01-2022_00-00-00.jpg\",\n   \"width\": 1280,\n   \"height\": 960,\n", no);
  if (generator_random (self, 4) == 0)
    print_reactions (self, no);
  print_text (self, index);
  self->truth.n_posts++;
}

/**
 * generate_telegram:
 *
 * Writes the export of a public group, or of a broadcast channel.
 */
GenerateTruth
generate_telegram (const char     *path,
                   const Generate *what)
{
  Generator self;

  generator_open (&self, path, what);
  generator_print (&self, "{\n \"name\": \"%s\",\n \"type\": \"%s\",\n \"id\": " CHAT_ID ",\n \"messages\": [\n",
                   what->channel ? "Harbour News" : "Harbour Talk", what->channel ? "public_channel" : "public_supergroup");
  for (guint64 no = 0; !generator_is_full (&self, no); no++) {
    generator_begin_record (&self, no);
    if (!what->channel && generator_random (&self, 12) == 0)
      print_service (&self, no);
    else
      print_message (&self, no);
  }
  generator_print (&self, "\n ]\n}");
  generator_close (&self);

  return self.truth;
}
