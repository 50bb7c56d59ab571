#pragma once

#include <glib.h>
#include <stdio.h>

/*
 * Writes exports of invented communities, for tests and measurements: the same input gives the
 * same bytes, and more records of the same seed begin with the same records. Every person has
 * an id, a name, a handle, an address and a phone number found nowhere else, so that any of
 * them in a workspace is a leak.
 */

typedef struct {
  guint64  seed;
  guint    n_people;
  guint64  n_records; /* messages or rows */
  guint64  max_bytes; /* stop before this size, or 0 */
  guint    age;       /* of the export: the later, the higher the counters */
  gboolean channel;   /* Telegram: a broadcast channel, whose posts are its own */
  guint    n_audiences;
} Generate;

#define GENERATE_DEFAULT ((Generate) { .seed = 1, .n_people = 50, .n_records = 400, .n_audiences = 3 })

/* What the file holds, counted while it was written. */
typedef struct {
  guint64 n_posts;
  guint64 n_authors; /* distinct people who wrote */
  guint64 n_service;
  guint64 n_joins;
  guint64 n_members; /* distinct (audience, person) */
  guint64 n_bytes;
} GenerateTruth;

typedef enum {
  GENERATE_ID_TELEGRAM,
  GENERATE_ID_DISCORD,
  GENERATE_ID_X,
  GENERATE_NAME,
  GENERATE_HANDLE,
  GENERATE_EMAIL,
  GENERATE_PHONE,
  GENERATE_MARKER, /* a word of the texts that the person wrote */
  GENERATE_N_TRAITS,
} GenerateTrait;

char *generate_trait (GenerateTrait trait, guint64 seed, guint person) G_GNUC_WARN_UNUSED_RESULT;

/* @path: a file; of the archive a folder, which is made. Failure ends the program. */
GenerateTruth generate_telegram (const char *path, const Generate *what);
GenerateTruth generate_discord (const char *path, const Generate *what);
GenerateTruth generate_members_csv (const char *path, const Generate *what);
GenerateTruth generate_jsonl (const char *path, const Generate *what);
GenerateTruth generate_x_archive (const char *path, const Generate *what);

/* For the files of the generator itself. */
typedef struct {
  const Generate *what; /* (not owned) */
  FILE           *file; /* (owned) */
  guint8         *seen; /* (owned): whether person i has written */
  GenerateTruth   truth;
  guint64         state; /* of the random numbers of the current record */
} Generator;

void     generator_open (Generator *self, const char *path, const Generate *what);
void     generator_close (Generator *self);
void     generator_begin_record (Generator *self, guint64 no);
guint64  generator_random (Generator *self, guint64 below);
guint    generator_person (Generator *self);
gboolean generator_is_full (Generator *self, guint64 no);
void     generator_print (Generator *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void     generator_note_author (Generator *self, guint person);
char    *generator_text (Generator *self, guint person) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none): one of the hashtags that people use, without '#' */
const char *generator_tag (Generator *self);
