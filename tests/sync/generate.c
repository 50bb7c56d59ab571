#include "generate.h"

#include <stdarg.h>
#include <string.h>

static const char *const given[] = { "Adaline", "Bertrand", "Cosima", "Dietmar", "Eulalia", "Fridolin", "Griselda", "Hannibal",
                                     "Isolde", "Jeremias", "Kunigunde", "Leopold", "Mechthild", "Nepomuk", "Ottilie", "Philomena" };
static const char *const family[] = { "Abendroth", "Birkenfeld", "Casagrande", "Dombrowski", "Eisenhauer", "Fairweather", "Goldschmied",
                                      "Habermehl", "Iversdottir", "Jablonski", "Kirschbaum", "Lindqvist" };
static const char *const words[] = { "today", "the", "harbour", "looks", "calm", "and", "nobody", "minds", "waiting", "for", "another",
                                     "boat", "because", "coffee", "is", "warm", "we", "could", "walk", "along", "old", "walls", "after",
                                     "lunch", "if", "rain", "stays", "away", "кофе", "порт", "café", "naïve", "東京", "🙂" };
static const char *const tags[] = { "harbour", "Coffee", "OldTown", "boats", "rain", "Café", "порт", "walks" };

/* splitmix64: S. Vigna, public domain. */
static guint64
mix (guint64 *state)
{
  guint64 z = *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return z ^ z >> 31;
}

/* A number of ten digits that no other person of this seed has: an odd factor permutes the
 * numbers below 2^32. */
static guint64
number_of (guint64 seed,
           guint   person)
{
  guint32 permuted = (guint32) ((person + 1) * 2654435761U + (guint32) seed * 40503U);

  return G_GUINT64_CONSTANT (2000000000) + permuted;
}

static char *
letters_of (guint64 number)
{
  GString *letters = g_string_new (NULL);

  for (; number; number /= 26)
    g_string_append_c (letters, (char) ('a' + number % 26));

  return g_string_free_and_steal (letters);
}

/**
 * generate_trait:
 *
 * Returns: (transfer full): what a person is known by
 */
char *
generate_trait (GenerateTrait trait,
                guint64       seed,
                guint         person)
{
  guint64          number = number_of (seed, person);
  g_autofree char *letters = letters_of (number);
  const char      *first = given[number % G_N_ELEMENTS (given)];
  const char      *last = family[number / 16 % G_N_ELEMENTS (family)];
  g_autofree char *handle = g_strdup_printf ("%s_%s", last, letters);

  switch (trait) {
  case GENERATE_ID_TELEGRAM:
    return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  case GENERATE_ID_DISCORD:
    return g_strdup_printf ("%" G_GUINT64_FORMAT, 170000000000000000 + number * 4099);
  case GENERATE_ID_X:
    return g_strdup_printf ("%" G_GUINT64_FORMAT, 1200000000000000000 + number * 8191);
  case GENERATE_NAME:
    return g_strdup_printf ("%s %s-%s", first, last, letters);
  case GENERATE_HANDLE:
    return g_ascii_strdown (handle, -1);
  case GENERATE_EMAIL:
    return g_strdup_printf ("%s.%s@example.org", first, letters);
  case GENERATE_PHONE:
    return g_strdup_printf ("+4917%" G_GUINT64_FORMAT, number);
  case GENERATE_MARKER:
    return g_strdup_printf ("quux%s", letters);
  case GENERATE_N_TRAITS:
    break;
  }
  g_assert_not_reached ();
}

void
generator_open (Generator      *self,
                const char     *path,
                const Generate *what)
{
  *self = (Generator) { .what = what, .file = fopen (path, "wb"), .seen = g_malloc0 (what->n_people) };
  if (!self->file)
    g_error ("cannot write %s", path);
}

void
generator_close (Generator *self)
{
  if (fclose (self->file) != 0)
    g_error ("cannot write the generated file");
  g_free (self->seen);
}

/* Each record has random numbers of its own, so that a longer export begins like a shorter. */
void
generator_begin_record (Generator *self,
                        guint64    no)
{
  self->state = self->what->seed * G_GUINT64_CONSTANT (0xd1342543de82ef95) + no;
  (void) mix (&self->state);
}

guint64
generator_random (Generator *self,
                  guint64    below)
{
  return mix (&self->state) % below;
}

/* A few people write much, most little. */
guint
generator_person (Generator *self)
{
  double u = (double) generator_random (self, 1 << 30) / (1 << 30);

  return (guint) (u * u * u * self->what->n_people);
}

gboolean
generator_is_full (Generator *self,
                   guint64    no)
{
  return no >= self->what->n_records || (self->what->max_bytes && self->truth.n_bytes + 8192 > self->what->max_bytes);
}

void
generator_print (Generator  *self,
                 const char *format,
                 ...)
{
  va_list args;
  int     n;

  va_start (args, format);
  n = vfprintf (self->file, format, args);
  va_end (args);
  if (n < 0)
    g_error ("cannot write the generated file");
  self->truth.n_bytes += (guint64) n;
}

void
generator_note_author (Generator *self,
                       guint      person)
{
  self->truth.n_authors += !self->seen[person];
  self->seen[person] = 1;
}

const char *
generator_tag (Generator *self)
{
  return tags[generator_random (self, G_N_ELEMENTS (tags))];
}

/* Words of @person with their marker, sometimes with what must never be kept of another. */
char *
generator_text (Generator *self,
                guint      person)
{
  GString         *text = g_string_new (NULL);
  guint            other = generator_person (self);
  g_autofree char *marker = generate_trait (GENERATE_MARKER, self->what->seed, person);

  for (guint64 n = 3 + generator_random (self, 30); n > 0; n--)
    g_string_append_printf (text, "%s ", words[generator_random (self, G_N_ELEMENTS (words))]);
  g_string_append (text, marker);
  switch (generator_random (self, 8)) {
  case 0: {
    g_autofree char *handle = generate_trait (GENERATE_HANDLE, self->what->seed, other);

    g_string_append_printf (text, " @%s", handle);
    break;
  }
  case 1: {
    g_autofree char *email = generate_trait (GENERATE_EMAIL, self->what->seed, other);

    g_string_append_printf (text, " %s", email);
    break;
  }
  case 2: {
    g_autofree char *phone = generate_trait (GENERATE_PHONE, self->what->seed, other);

    g_string_append_printf (text, " %s", phone);
    break;
  }
  default:
    break;
  }

  return g_string_free_and_steal (text);
}
