#pragma once

#include <gio/gio.h>

/*
 * Searches files for things that must not be in them: planted ids, handles, names and texts,
 * each as text, as base64 (at all three alignments, both alphabets), as hex, and, for numbers,
 * as integers in both byte orders; and, without being told what to look for, e-mail addresses.
 *
 * It opens files itself. Closing a database file ends the locks that SQLite holds on it in the
 * same process: scan a workspace that this process has not open, or from a process of its own.
 */

typedef enum {
  XA_LEAK_TEXT,
  XA_LEAK_BASE64,
  XA_LEAK_HEX,
  XA_LEAK_LITTLE_ENDIAN,
  XA_LEAK_BIG_ENDIAN,
  XA_LEAK_EMAIL, /* an address that nobody planted */
} XaLeakForm;

/* In place of the number of a planted text. */
#define XA_LEAK_UNPLANTED G_MAXSIZE

/* Leaks beyond this many are counted, not described. */
#define XA_LEAK_MAX 10000

typedef struct {
  char      *path;    /* (owned) */
  guint64    offset;  /* in bytes; 0 where the name of the file itself is the leak */
  gsize      planted; /* which of the planted texts, in order from 0, or XA_LEAK_UNPLANTED */
  XaLeakForm form;
} XaLeak;

typedef struct _XaLeakScan XaLeakScan;

XaLeakScan      *xa_leak_scan_new (void) G_GNUC_WARN_UNUSED_RESULT;
void             xa_leak_scan_free (XaLeakScan *self);
guint            xa_leak_scan_plant (XaLeakScan *self, const char *text); /* how many forms are searched for: 0 if too short */
gboolean         xa_leak_scan_file (XaLeakScan *self, const char *path, GCancellable *cancellable, GError **error);
gboolean         xa_leak_scan_tree (XaLeakScan *self, const char *folder, GCancellable *cancellable, GError **error);
const GPtrArray *xa_leak_scan_get_leaks (XaLeakScan *self); /* (element-type XaLeak) */
guint64          xa_leak_scan_get_count (XaLeakScan *self); /* of leaks, also those beyond XA_LEAK_MAX */
guint64          xa_leak_scan_get_files (XaLeakScan *self); /* how many were read */
guint64          xa_leak_scan_get_bytes (XaLeakScan *self); /* how much was read */
const char      *xa_leak_form_words (XaLeakForm form);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaLeakScan, xa_leak_scan_free)
