#pragma once

#include "store/xa-ingest.h"
#include "store/xa-store-private.h"

/*
 * A workspace in a folder of its own with a fixed key, filled with invented people: what the
 * tests of upkeep start from. The same calls give the same content.
 */
typedef struct {
  char            *folder; /* (owned) */
  char            *path;   /* (owned) */
  XaStore         *store;  /* (owned) (nullable): open for writing */
  XaPseudonymizer *keys;   /* (owned) (nullable) */
} Fixture;

#define FIXTURE_NOW G_GINT64_CONSTANT (1760000000000000) /* 9 October 2025 */

/* What a byte search looks for. */
#define FIXTURE_TEXT "canary-text-of-a-post"
#define FIXTURE_FIELD "canary-field-of-a-post"
#define FIXTURE_TERM "canaryterm"

Fixture *fixture_new (void);
void     fixture_free (Fixture *self);
void     fixture_open (Fixture *self); /* for writing, with the keys */
void     fixture_close (Fixture *self);

XaPseudonymizer *fixture_keys (guint8 seed, const char *uuid);
XaPseudonym      fixture_person (XaPseudonymizer *keys, XaPlatform platform, guint n);

/* Takes in a source of @n_batches batches: people, posts, activity, terms, links and samples of
 * a channel with a group on @platform, up to @at_us. Source numbers tell sources apart. People
 * 0 to 9 are only ever in source 0. */
typedef struct {
  guint      no;
  XaPlatform platform;
  gint64     at_us;
  guint      n_batches;
} FixtureSource;

gboolean fixture_import (XaStore *store, XaPseudonymizer *keys, const FixtureSource *source, GError **error);
XaBatch *fixture_batch (XaPseudonymizer *keys, const FixtureSource *source, guint no);

/* Opens @path for reading and returns its canonical dump. */
char *fixture_dump (const char *path);
/* Opens @path for reading and fails the test unless all of it is sound. */
void fixture_verify (const char *path);
/* Whether the bytes stand anywhere in the file or in what belongs to it. */
gboolean fixture_holds (const char *path, gconstpointer bytes, gsize size);
/* Fails the test if a statement of the table looks at all rows of posts or of samples. */
void fixture_check_plans (const char *path, const XaStatementTable *table);
/* Runs a query for one number on a connection of its own. */
gint64 fixture_count (const char *path, const char *sql);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)
