#pragma once

#include "store/xa-store.h"

/* What the owner of a workspace says of its audiences: their role, and free tags. */

/* A tag has at most this many bytes; it is trimmed and lower-cased, and has no blanks, commas,
 * quotes or control characters, so that it can be searched for as "tag:press". */
#define XA_TAG_MAX_BYTES 64

typedef struct {
  XaRole             role; /* 0: stays */
  const char *const *add;  /* (nullable) (array zero-terminated=1): tags to put on */
  const char *const *drop; /* (nullable) (array zero-terminated=1): tags to take off */
} XaLabelChange;

/* Changes several audiences at once, all or none. NOT_FOUND where one is not there, INVALID for a
 * tag that cannot be one, LOCKED while an import is running. */
gboolean xa_store_label_audiences (XaStore *store, const gint64 *audience_ids, gsize n_audiences, const XaLabelChange *change, GError **error);

/* The tag as it is kept. (nullable): NULL with @error if it cannot be one. */
char *xa_tag_normalize (const char *tag, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  gint64 audience_id;
  char  *tag; /* (owned) */
} XaAudienceTag;

/* (element-type XaAudienceTag): of all audiences, by audience, then tag; in one question. */
GArray *xa_store_list_tags (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
