#pragma once

#include "store/xa-audiences.h"
#include "sync/xa-import-job.h"

/*
 * A folder with a workspace of a fixed identity and key, and ways to import into it and to look
 * at the result.
 */
typedef struct {
  char            *folder;    /* (owned) */
  char            *workspace; /* (owned) */
  XaPseudonymizer *keys;      /* (owned) */
} ImportPlace;

/* The clock of all tests: SOURCE_DATE_EPOCH, and the modification time of generated files. */
#define PLACE_CLOCK G_GINT64_CONSTANT (1700000000)

ImportPlace     *import_place_new (void);
ImportPlace     *import_place_copy (const ImportPlace *base, const char *name); /* as it is on disk, closed */
void             import_place_free (ImportPlace *self);
XaPseudonymizer *import_place_keys (const char *workspace, guint8 key);
void             import_place_adopt_keys (const ImportPlace *self);

char *import_place_file (const ImportPlace *self, const char *name) G_GNUC_WARN_UNUSED_RESULT;
void  import_place_set_clock (const char *path);

XaImportJobOptions import_place_options (const ImportPlace *self);
gboolean           import_place_try (const ImportPlace *self, const char *path, XaImportReport *report, GError **error);
XaImportReport     import_place_import (const ImportPlace *self, const char *path); /* fails the test if it fails */

char *import_place_dump (const ImportPlace *self) G_GNUC_WARN_UNUSED_RESULT;
void  import_place_assert_same (const char *dump, const char *expected);
void  import_place_verify (const ImportPlace *self);

/* Copies what lies between @from and @to of a file. @to -1: to its end. */
void import_place_cut (const char *source, const char *target, gint64 from, gint64 to);
void import_place_copy_file (const char *source, const char *target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImportPlace, import_place_free)
