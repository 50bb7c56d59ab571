#include "store/xa-inventory.h"

#include "store/xa-store-private.h"

#include <string.h>

static const struct {
  const char *table;
  const char *holds;
} tables[] = {
  { "member_segment", "people, each as a pseudonym of 16 bytes and nothing else" },
  { "snapshot", "who was in an audience at a time, as sets of people's numbers" },
  { "activity", "who wrote, reacted, joined or left on a day, as sets of people's numbers" },
  { "term_use", "how often, and by whom, a hashtag, language, product, reaction or word was used in an hour" },
  { "term", "the hashtags, languages, products and reactions, and words as keyed hashes" },
  { "word", "words that at least ten people of a saved search used; of rarer ones only a keyed hash is in term" },
  { "elsewhere", "who names an account on which other platform in the own profile, if that was switched on: never which account" },
  { "audience", "audiences: name, address, platform" },
  { "audience_name", "keyed hashes of the audiences' names, by which links find them" },
  { "audience_tag", "tags by which the owner of the workspace sorts audiences" },
  { "link", "how often an audience forwarded or named another on a day" },
  { "post", "posts: time, length and counters; no author, no text" },
  { "post_span", "posts added up by 30 days" },
  { "post_counter", "earlier values of the posts' counters" },
  { "pending_reply", "replies to posts that were not seen yet, as numbers of posts" },
  { "post_text", "scrubbed text of the audiences' own posts" },
  { "sample", "sizes and other metrics of audiences over time" },
  { "sample_rollup", "the same by hour, day and month" },
  { "facet_count", "how many of an audience are of which country, industry and so on, as the platform counts them" },
  { "import", "imported files, each as a keyed hash, and what they brought" },
  { "import_audience", "which audiences an unfinished import has touched" },
  { "counted_event", "joins and leaves of unnamed people that were counted, so that each counts once" },
  { "import_member", "member lists of unfinished imports, as people's numbers" },
  { "key_epoch", "a check value that tells whether a key is the right one; not the key" },
  { "retention", "how long things are kept" },
  { "overlap", "how many people two lists share, kept from one question to the next" },
  { "fact", "random numbers that tell whether something of an audience was changed since it was asked for" },
  { "connection", "platforms that are connected; no credential" },
  { "source", "what is followed over them: addresses of audiences" },
  { "metric", "how often the program did what, and how long it took" },
  { "task", "what runs, waits or is over; places in lists are sealed" },
  { "source_mark", "what the next fetch of an audience goes on from, sealed" },
  { "connection_mark", "what the next fetch of a connection goes on from, sealed" },
  { "way_down", "which connections do not answer what, and when they are tried again" },
  { "way_used", "by which way what is followed came in last" },
  { "series_break", "where what is known of an audience goes on by another way" },
  { "stream", "which platforms tell by themselves what happens, and since when" },
  { "rate_limit", "how often a platform was asked, and when it may be asked again" },
  { "http_validator", "how old answers were, each as a keyed hash of its address; never an answer" },
  { "alert_rule", "when to be told of something unusual" },
  { "alert", "what was noticed: unusual posts of audiences themselves, growth, trouble with connections" },
  { "upkeep", "when the last backup and the last check were made" },
  { "server", "whether programs on this computer may ask, and at which port" },
  { "client", "programs that may ask, each with a hash of its token" },
  { "hook_in", "who may push: names and paths; no secret" },
  { "hook_message", "keyed hashes of messages that were pushed, so that none counts twice; never a message" },
  { "hook_out", "who is told what: addresses; no secret" },
  { "report_plan", "reports that are written by themselves: how often, as what, to which folder, and what went wrong" },
  { "report_audience", "which audiences they are of" },
  { "audit", "what was done with the key, the policies and the output; never about whom" },
  { "meta", "the identity of the workspace file" },
};

enum {
  STMT_SIZES,
  N_STMTS,
};

/* dbstat counts the entries of every page: of the leaves in a table with row ids, of all pages in
 * one without. */
static const char *const sql[N_STMTS] = {
  [STMT_SIZES] = "SELECT s.tbl_name, SUM (d.pgsize),"
                 " SUM (CASE WHEN s.type = 'table' AND d.pagetype <> 'overflow'"
                 " AND (d.pagetype = 'leaf' OR s.sql LIKE '%WITHOUT ROWID') THEN d.ncell ELSE 0 END)"
                 " FROM sqlite_schema AS s CROSS JOIN dbstat AS d ON d.name = s.name"
                 " WHERE s.type IN ('table', 'index') GROUP BY s.tbl_name",
};

XA_STATEMENT_TABLE (xa_inventory_statements, sql);

/**
 * xa_store_list_tables:
 *
 * Counts rows and bytes of every table. Reads each page of the file once.
 *
 * Returns: (transfer full) (element-type XaTableInfo)
 */
GArray *
xa_store_list_tables (XaStore *self,
                      GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (XaTableInfo));
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_SIZES], error);
  int rc;

  if (!q)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++) {
    XaTableInfo info = { .table = tables[i].table, .holds = tables[i].holds };

    g_array_append_val (list, info);
  }
  while ((rc = sqlite3_step (q)) == SQLITE_ROW)
    for (guint i = 0; i < list->len; i++) {
      XaTableInfo *info = &g_array_index (list, XaTableInfo, i);

      if (strcmp (info->table, (const char *) sqlite3_column_text (q, 0)) != 0)
        continue;
      info->size_bytes = sqlite3_column_int64 (q, 1);
      info->n_rows = sqlite3_column_int64 (q, 2);
    }
  if (rc != SQLITE_DONE) {
    xa_store_fail (self, error);
    return NULL;
  }

  return g_steal_pointer (&list);
}
