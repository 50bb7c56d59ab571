#include "store/xa-labels.h"

#include "model/xa-language.h"
#include "store/xa-facts-private.h"

#include <string.h>

enum {
  STMT_HAS_AUDIENCE,
  STMT_SET_ROLE,
  STMT_ADD_TAG,
  STMT_DROP_TAG,
  STMT_LIST,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_HAS_AUDIENCE] = "SELECT 1 FROM audience WHERE id = ?1",
  [STMT_SET_ROLE] = "UPDATE audience SET role = ?2 WHERE id = ?1",
  [STMT_ADD_TAG] = "INSERT INTO audience_tag (audience_id, tag) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
  [STMT_DROP_TAG] = "DELETE FROM audience_tag WHERE audience_id = ?1 AND tag = ?2",
  [STMT_LIST] = "SELECT audience_id, tag FROM audience_tag ORDER BY audience_id, tag",
};

XA_STATEMENT_TABLE (xa_labels_statements, sql);

/* What would end the tag in a search, or could not be told from something else there. */
static gboolean
is_unfit (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iscntrl (c) || c == ',' || c == '"';
}

/**
 * xa_tag_normalize:
 *
 * Trims and lower-cases a tag, so that one tag is not two.
 *
 * Returns: (transfer full) (nullable): the tag as it is kept; or NULL with INVALID
 */
char *
xa_tag_normalize (const char *tag,
                  GError    **error)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *composed = NULL;
  char            *lower;
  gboolean         ok;

  if (!g_utf8_validate (tag, -1, NULL)) {
    g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID, N_ ("A tag must be text in UTF-8."));
    return NULL;
  }
  trimmed = g_strstrip (g_strdup (tag));
  composed = g_utf8_normalize (trimmed, -1, G_NORMALIZE_NFC);
  lower = g_utf8_strdown (composed, -1);
  ok = *lower && strlen (lower) <= XA_TAG_MAX_BYTES;
  for (const char *at = lower; ok && *at; at = g_utf8_next_char (at))
    ok = !is_unfit (g_utf8_get_char (at));
  if (ok)
    return lower;
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID,
               N_ ("“%s” cannot be a tag: a tag is one word of at most %d bytes without commas and quotation marks."), lower, XA_TAG_MAX_BYTES);
  g_free (lower);

  return NULL;
}

static gboolean
normalize_all (const char *const *tags,
               GPtrArray         *normalized,
               GError           **error)
{
  for (gsize i = 0; tags && tags[i]; i++) {
    char *tag = xa_tag_normalize (tags[i], error);

    if (!tag)
      return FALSE;
    g_ptr_array_add (normalized, tag);
  }

  return TRUE;
}

static gboolean
check_audience (XaStore *store,
                gint64   audience_id,
                GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_HAS_AUDIENCE], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  row = xa_store_step (store, q, error);
  if (row == 0)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("There is no audience #%lld any more."), (long long) audience_id);

  return row == 1;
}

static gboolean
set_role (XaStore *store,
          gint64   audience_id,
          XaRole   role,
          GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_SET_ROLE], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int (q, 2, role);

  return xa_store_run (store, q, error);
}

static gboolean
run_for_tags (XaStore         *store,
              const char      *statement,
              gint64           audience_id,
              const GPtrArray *tags,
              GError         **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, statement, error);

  if (!q)
    return FALSE;
  for (guint i = 0; i < tags->len; i++) {
    sqlite3_bind_int64 (q, 1, audience_id);
    sqlite3_bind_text (q, 2, tags->pdata[i], -1, SQLITE_STATIC);
    if (!xa_store_run (store, q, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
label (XaStore         *store,
       gint64           audience_id,
       XaRole           role,
       const GPtrArray *add,
       const GPtrArray *drop,
       GError         **error)
{
  xa_facts_name (store, audience_id);

  return check_audience (store, audience_id, error) && (role == 0 || set_role (store, audience_id, role, error)) &&
         run_for_tags (store, sql[STMT_DROP_TAG], audience_id, drop, error) &&
         run_for_tags (store, sql[STMT_ADD_TAG], audience_id, add, error);
}

/**
 * xa_store_label_audiences:
 * @audience_ids: (array length=n_audiences): whose labels change
 *
 * Changes all of them in one transaction. A tag that is there already, or that is to be taken off
 * and is not there, is no error; one that is both put on and taken off stays on.
 *
 * Errors: NOT_FOUND, INVALID, LOCKED, READ_ONLY, FULL, IO
 */
gboolean
xa_store_label_audiences (XaStore             *store,
                          const gint64        *audience_ids,
                          gsize                n_audiences,
                          const XaLabelChange *change,
                          GError             **error)
{
  g_autoptr (GPtrArray) add = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) drop = g_ptr_array_new_with_free_func (g_free);

  if (!normalize_all (change->add, add, error) || !normalize_all (change->drop, drop, error) || !xa_store_begin (store, error))
    return FALSE;
  for (gsize i = 0; i < n_audiences; i++)
    if (!label (store, audience_ids[i], change->role, add, drop, error)) {
      xa_store_rollback (store);
      return FALSE;
    }

  return xa_store_commit (store, error);
}

static void
clear_tag (gpointer data)
{
  g_free (((XaAudienceTag *) data)->tag);
}

/**
 * xa_store_list_tags:
 *
 * Returns: (transfer full) (element-type XaAudienceTag) (nullable): the tags of all audiences, or
 *   NULL with @error
 */
GArray *
xa_store_list_tags (XaStore *store,
                    GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (XaAudienceTag));
  int row;

  if (!q)
    return NULL;
  g_array_set_clear_func (tags, clear_tag);
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaAudienceTag tag = { sqlite3_column_int64 (q, 0), g_strdup ((const char *) sqlite3_column_text (q, 1)) };

    g_array_append_val (tags, tag);
  }

  return row == 0 ? g_steal_pointer (&tags) : NULL;
}
