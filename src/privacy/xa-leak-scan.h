#pragma once

#include <gio/gio.h>

/*
 * Searches files for things that must not be in them: planted ids, handles, names and texts,
 * each as text, as base64 (at all three alignments, both alphabets), as hex, and, for numbers,
 * as 8 bytes in both byte orders; and, without being told what to look for, e-mail addresses.
 */

typedef enum {
  XA_LEAK_TEXT,
  XA_LEAK_BASE64,
  XA_LEAK_HEX,
  XA_LEAK_LITTLE_ENDIAN,
  XA_LEAK_BIG_ENDIAN,
} XaLeakForm;

typedef struct {
  char      *path;
  guint64    offset;  /* in bytes */
  gsize      planted; /* which of the planted texts */
  XaLeakForm form;
} XaLeak;

typedef struct _XaLeakScan XaLeakScan;

XaLeakScan      *xa_leak_scan_new (void) G_GNUC_WARN_UNUSED_RESULT;
void             xa_leak_scan_free (XaLeakScan *self);
void             xa_leak_scan_plant (XaLeakScan *self, const char *text);
gboolean         xa_leak_scan_file (XaLeakScan *self, const char *path, GCancellable *cancellable, GError **error);
gboolean         xa_leak_scan_tree (XaLeakScan *self, const char *folder, GCancellable *cancellable, GError **error);
const GPtrArray *xa_leak_scan_get_leaks (XaLeakScan *self); /* (element-type XaLeak) */
guint64          xa_leak_scan_get_bytes (XaLeakScan *self); /* how much was read */
const char      *xa_leak_form_words (XaLeakForm form);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaLeakScan, xa_leak_scan_free)
