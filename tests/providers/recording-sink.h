#pragma once

#include "providers/xa-import.h"

/*
 * A sink that writes down what it is handed, a line a call, so that tests compare text:
 *
 *   audience telegram:-100 kind=group title="Birds"
 *   snapshot telegram:-100 at=2024-05-06T00:00:00Z coverage=complete
 *   member telegram:-100 id="12"
 *
 * Audiences are named by their native id, not by their number, so that a resumed parse compares
 * with a whole one. Absent values are left out.
 */
typedef struct {
  guint64 offset;
  guint   n_lines; /* written when it was called */
  guint64 rejects[XA_N_REJECTS];
} RecordedCheckpoint;

typedef struct _RecordingSink RecordingSink;

RecordingSink *recording_sink_new (void) G_GNUC_WARN_UNUSED_RESULT;
void           recording_sink_free (RecordingSink *self);
XaSink        *recording_sink_get_sink (RecordingSink *self);

/* Unless so, as it is at first, no provider looks at profiles: "member ... profile=x,bluesky". */
void recording_sink_set_wants_profiles (RecordingSink *self, gboolean wants_profiles);

/* Puts a line of the caller's among them. */
void recording_sink_say (RecordingSink *self, const char *line);

const GPtrArray *recording_sink_get_lines (RecordingSink *self);                 /* (element-type utf8) */
char            *recording_sink_get_text (RecordingSink *self);                  /* (transfer full): all lines */
guint            recording_sink_count (RecordingSink *self, const char *prefix); /* lines that begin so */
guint64          recording_sink_get_rejects (RecordingSink *self, XaReject reason);
const GArray    *recording_sink_get_checkpoints (RecordingSink *self); /* (element-type RecordedCheckpoint) */

/* Makes the @n-th checkpoint from now fail as cancelled. */
void recording_sink_cancel_after (RecordingSink *self, guint n);

/* One parse of @data, in reads of at most @chunk_size bytes (0: as many as asked for). */
typedef struct {
  RecordingSink *sink;
  XaImportResult result;
  gboolean       ok;
  GError        *error;
} Recording;

Recording *record (const XaImporter *importer, GBytes *data, const char *path, const XaImportOptions *options, gsize chunk_size, guint64 resume_offset) G_GNUC_WARN_UNUSED_RESULT;
void       recording_free (Recording *self);
char      *recording_list_rejects (Recording *self); /* (transfer full): "bot=2 service_message=1" */

/* That the outcome is the same wherever reads end (of long input: at a hundred places, or at all in
 * the full form), and that a parse resumed at any checkpoint
 * brings what was still missing, with the same counts. */
void assert_chunks_do_not_matter (const XaImporter *importer, GBytes *data, const char *path, const XaImportOptions *options);
void assert_resumes_everywhere (const XaImporter *importer, GBytes *data, const char *path, const XaImportOptions *options);

/* That a file cut off at any byte brings every record that ends before the cut, and no other. One
 * cut at @complete_from or behind is as good as whole. */
void assert_cuts_lose_nothing (const XaImporter *importer, GBytes *data, const char *path, const XaImportOptions *options, gsize complete_from);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RecordingSink, recording_sink_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Recording, recording_free)
