#include "providers/discourse/xa-discourse-push.h"
#include "providers/telegram/xa-telegram-update.h"
#include "providers/xa-import.h"
#include "server/xa-server-private.h"

#include <stdlib.h>
#include <string.h>
#include <yyjson.h>

/* What the records of a push begin with where they do not say it themselves. */
#define HEADER "{\"t\":\"header\",\"format\":\"xaudience\",\"version\":1,\"ids\":\"raw\"}\n"

static gboolean
fail (GError    **error,
      const char *message)
{
  g_set_error_literal (error, XA_SERVER_ERROR, XA_SERVER_ERROR_BAD_REQUEST, message);

  return FALSE;
}

/* --- uniform records ------------------------------------------------------------------------------ */

/* {"records": [...]}, also within {"type": ..., "timestamp": ..., "data": {...}}. */
static yyjson_val *
find_records (yyjson_doc *document)
{
  yyjson_val *root = yyjson_doc_get_root (document);
  yyjson_val *data = yyjson_obj_get (root, "data");
  yyjson_val *records = yyjson_obj_get (data ? data : root, "records");

  return yyjson_is_arr (records) ? records : NULL;
}

static gboolean
is_header (yyjson_val *record)
{
  return yyjson_equals_str (yyjson_obj_get (record, "t"), "header");
}

/* Each record on a line. Numbers stay as they were written: ids keep all their digits. */
static GBytes *
make_lines (yyjson_val *records)
{
  GString    *lines = g_string_new (is_header (yyjson_arr_get_first (records)) ? "" : HEADER);
  size_t      i, n;
  yyjson_val *record;

  yyjson_arr_foreach (records, i, n, record)
  {
    size_t len;
    char  *line = yyjson_val_write (record, YYJSON_WRITE_NOFLAG, &len);

    if (line)
      g_string_append_len (lines, line, (gssize) len);
    g_string_append_c (lines, '\n');
    free (line);
  }

  return g_string_free_to_bytes (lines);
}

static gboolean
parse_records (XaFetch         *fetch,
               XaServerRequest *request,
               GError         **error)
{
  gsize            size;
  const char      *data = g_bytes_get_data (request->body, &size);
  yyjson_doc      *document = data ? yyjson_read (data, size, YYJSON_READ_NUMBER_AS_RAW) : NULL;
  yyjson_val      *records = document ? find_records (document) : NULL;
  XaImportResult   result = { 0 };
  XaImportOptions  options = { .at_us = xa_fetch_get_now (fetch), .mtime_us = xa_fetch_get_now (fetch) };
  XaPseudonym      check;
  g_autofree char *key_id = NULL;
  g_autoptr (GBytes) lines = records ? make_lines (records) : NULL;
  g_autoptr (XaImportSource) source = NULL;

  g_clear_pointer (&document, yyjson_doc_free);
  if (!lines)
    return fail (error, "The body must be {\"records\": [...]}, as docs/formats.md describes them.");
  xa_pseudonymizer_get_check (xa_sync_get_keys (request->server->sync), &check);
  key_id = xa_pseudonym_format (&check);
  options.key_id = key_id;
  source = xa_import_source_new_for_bytes (lines, "push", 0);

  return xa_uniform_jsonl.parse (source, &options, xa_fetch_get_sink (fetch), &result, error);
}

/* --- those of platforms ------------------------------------------------------------------------------- */

static gboolean
parse_update (XaFetch *fetch,
              XaJson  *document,
              GError **error)
{
  g_autoptr (XaTelegramUpdates) updates = xa_telegram_updates_new (fetch);
  XaJsonAt root = xa_json_root (document);

  if (!xa_json_is_object (&root))
    return fail (error, "The body must be an update.");

  return xa_telegram_updates_take (updates, &root, error);
}

static gboolean
parse_platform (XaFetch         *fetch,
                XaServerRequest *request,
                GError         **error)
{
  gsize       size;
  const char *data = g_bytes_get_data (request->body, &size);
  g_autoptr (XaJson) document = xa_json_parse (data ? data : "", size, error);

  if (!document)
    return FALSE;
  if (request->hook->kind == XA_HOOK_TELEGRAM)
    return parse_update (fetch, document, error);

  return xa_discourse_push (fetch, request->hook->place, request->event ? request->event : "", document, error);
}

gboolean
xa_server_parse_push (XaFetch *fetch,
                      gpointer data,
                      GError **error)
{
  XaServerRequest *request = data;

  return request->hook && request->hook->kind != XA_HOOK_STANDARD ? parse_platform (fetch, request, error) : parse_records (fetch, request, error);
}
