#pragma once

#include "model/xa-records.h"
#include "net/xa-net-error.h"

#include <json-glib/json-glib.h>

/*
 * Answers with their types checked. A place in a document knows its path, so that what is wrong
 * is told as "followers[3].did: expected string"; the value itself is never told.
 *
 * Reading goes on after a fault: the getters give the neutral value, the document keeps the first
 * fault, and xa_json_check() reports it. So a provider reads a whole record, then checks once.
 * Text is borrowed from the document.
 */
typedef struct _XaJson XaJson; /* a parsed document */

typedef struct _XaJsonAt XaJsonAt;

/* A place in a document; copied freely, valid as long as the document and its parent place. */
struct _XaJsonAt {
  XaJson         *document; /* (not owned) */
  JsonNode       *node;     /* (not owned) (nullable): NULL where there is nothing */
  const XaJsonAt *parent;   /* (not owned) (nullable): NULL at the root */
  const char     *name;     /* (not owned) (nullable): the member's, or NULL for an element */
  guint           index;    /* of an element */
};

XaJson  *xa_json_parse (const char *data, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* MALFORMED */
void     xa_json_free (XaJson *self);
XaJsonAt xa_json_root (XaJson *self);

/* Whether no fault was met since the start or the last xa_json_forgive(); MALFORMED with its path. */
gboolean xa_json_check (XaJson *self, GError **error);
gboolean xa_json_is_sound (XaJson *self);
void     xa_json_forgive (XaJson *self); /* forgets the fault: one bad record of a page was counted and left out */

/* Members that must be there, and have the type. */
XaJsonAt xa_json_object (const XaJsonAt *at, const char *name);
XaJsonAt xa_json_array (const XaJsonAt *at, const char *name);
XaSpan   xa_json_text (const XaJsonAt *at, const char *name);
gint64   xa_json_int (const XaJsonAt *at, const char *name);     /* also a number in text; fractions and clamped numbers are faults */
XaSpan   xa_json_id (const XaJsonAt *at, const char *name);      /* text, or a whole number as its digits; never clamped */
gint64   xa_json_instant (const XaJsonAt *at, const char *name); /* ISO 8601 text, in microseconds */
gboolean xa_json_boolean (const XaJsonAt *at, const char *name);

/* Members that may be absent or null; of the wrong type they are faults all the same. */
XaJsonAt xa_json_maybe_object (const XaJsonAt *at, const char *name); /* .node NULL if absent */
XaJsonAt xa_json_maybe_array (const XaJsonAt *at, const char *name);
XaSpan   xa_json_maybe_text (const XaJsonAt *at, const char *name);
gint64   xa_json_maybe_count (const XaJsonAt *at, const char *name);  /* XA_COUNT_UNKNOWN if absent or negative */
double   xa_json_maybe_number (const XaJsonAt *at, const char *name); /* NAN if absent; fractions are none of its faults */
XaSpan   xa_json_maybe_id (const XaJsonAt *at, const char *name);
gint64   xa_json_maybe_instant (const XaJsonAt *at, const char *name); /* XA_TIME_UNKNOWN if absent */
gboolean xa_json_maybe_boolean (const XaJsonAt *at, const char *name, gboolean fallback);

/* Elements. An array that is not there has none. */
guint    xa_json_length (const XaJsonAt *array);
XaJsonAt xa_json_element (const XaJsonAt *array, guint i);
XaSpan   xa_json_as_text (const XaJsonAt *at);
XaSpan   xa_json_as_id (const XaJsonAt *at);
gboolean xa_json_is_object (const XaJsonAt *at);

/* Puts a fault of the caller's at this place: "expected a did". */
void xa_json_fault (const XaJsonAt *at, const char *expected);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaJson, xa_json_free)
