#include "store/xa-schema.h"

/*
 * The tables of a workspace. A released step never changes. Times are microseconds since 1970
 * (UTC), days and hours count from 1970; enum values are those of the headers that define them.
 * A set of people is always a Roaring bitmap in portable format, followed by nothing.
 */
static const char version_1[] =
  /* uuid (text), created_us, simulated (0 or 1) */
  "CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;"

  /* A workspace has one key at a time; sealing ends an epoch. Ids below first_member belong to
   * earlier epochs and can never be seen again. */
  "CREATE TABLE key_epoch ("
  " epoch INTEGER PRIMARY KEY,"
  " check_value BLOB NOT NULL,"
  " first_member INTEGER NOT NULL,"
  " sealed_us INTEGER"
  ") STRICT;"

  /* Pseudonyms in order of dense id: person i stands in row i / 8192 at 16 * (i % 8192). An
   * erased person leaves zeros. */
  "CREATE TABLE member_segment ("
  " no INTEGER PRIMARY KEY,"
  " n INTEGER NOT NULL,"
  " checksum BLOB NOT NULL,"
  " pseudonyms BLOB NOT NULL"
  ") STRICT;"

  "CREATE TABLE audience ("
  " id INTEGER PRIMARY KEY,"
  " platform INTEGER NOT NULL,"
  " native_id TEXT NOT NULL,"
  " parent_id INTEGER REFERENCES audience (id),"
  " kind INTEGER NOT NULL,"
  " role INTEGER NOT NULL DEFAULT 1,"
  " simulated INTEGER NOT NULL DEFAULT 0,"
  " title TEXT NOT NULL,"
  " handle TEXT,"
  " url TEXT,"
  " n_posts INTEGER NOT NULL DEFAULT 0,"
  " UNIQUE (platform, native_id)"
  ") STRICT;"
  "CREATE INDEX audience_parent ON audience (parent_id) WHERE parent_id IS NOT NULL;"

  /* Keyed hashes of an audience's id, handle and title, by which links find it. */
  "CREATE TABLE audience_name ("
  " name BLOB NOT NULL,"
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " PRIMARY KEY (name, audience_id)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE INDEX audience_name_audience ON audience_name (audience_id);"

  "CREATE TABLE snapshot ("
  " id INTEGER PRIMARY KEY,"
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " at_us INTEGER NOT NULL,"
  " coverage INTEGER NOT NULL,"
  " first_n INTEGER NOT NULL DEFAULT 0,"
  " reported INTEGER,"
  " fetched INTEGER NOT NULL,"
  " window_from_us INTEGER,"
  " window_to_us INTEGER,"
  " key_epoch INTEGER NOT NULL REFERENCES key_epoch (epoch),"
  " import_id INTEGER REFERENCES import (id),"
  " checksum BLOB NOT NULL,"
  " members BLOB NOT NULL"
  ") STRICT;"
  "CREATE INDEX snapshot_audience ON snapshot (audience_id, coverage, at_us);"

  /* id: the platform's number, or 63 bits of a keyed hash. There is no author: who was active
   * is kept by the day, in activity. Counters are the newest seen; NULL where not given. */
  "CREATE TABLE post ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " id INTEGER NOT NULL,"
  " at_us INTEGER NOT NULL,"
  " author_kind INTEGER NOT NULL,"
  " seen_us INTEGER NOT NULL,"
  " reactions INTEGER,"
  " comments INTEGER,"
  " shares INTEGER,"
  " views INTEGER,"
  " reply_to INTEGER,"
  " lang TEXT,"
  " n_chars INTEGER NOT NULL,"
  " has_media INTEGER NOT NULL,"
  " rating REAL,"
  " product TEXT,"
  " fields TEXT,"
  " PRIMARY KEY (audience_id, id)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE INDEX post_at ON post (audience_id, at_us);"

  /* Earlier values of a post's counters. */
  "CREATE TABLE post_counter ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " post_id INTEGER NOT NULL,"
  " seen_us INTEGER NOT NULL,"
  " reactions INTEGER,"
  " comments INTEGER,"
  " shares INTEGER,"
  " views INTEGER,"
  " PRIMARY KEY (audience_id, post_id, seen_us)"
  ") STRICT, WITHOUT ROWID;"

  /* Replies to posts that have not been seen yet: they wait here to be counted. */
  "CREATE TABLE pending_reply ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " post_id INTEGER NOT NULL,"
  " n INTEGER NOT NULL,"
  " PRIMARY KEY (audience_id, post_id)"
  ") STRICT, WITHOUT ROWID;"

  /* Scrubbed text of the audience's own posts. */
  "CREATE TABLE post_text ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " post_id INTEGER NOT NULL,"
  " text TEXT NOT NULL,"
  " PRIMARY KEY (audience_id, post_id)"
  ") STRICT, WITHOUT ROWID;"

  /* Who did what on a day, as a set, and how often it was done. */
  "CREATE TABLE activity ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " kind INTEGER NOT NULL,"
  " day INTEGER NOT NULL,"
  " n INTEGER NOT NULL,"
  " members BLOB NOT NULL,"
  " PRIMARY KEY (audience_id, kind, day)"
  ") STRICT, WITHOUT ROWID;"

  /* Joins and leaves of which only the number is known: those that were counted. */
  "CREATE TABLE counted_event ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " id INTEGER NOT NULL,"
  " PRIMARY KEY (audience_id, id)"
  ") STRICT, WITHOUT ROWID;"

  "CREATE TABLE term ("
  " id INTEGER PRIMARY KEY,"
  " kind INTEGER NOT NULL,"
  " text TEXT NOT NULL,"
  " UNIQUE (kind, text)"
  ") STRICT;"

  /* In how many posts a term stood in an hour, and whose. */
  "CREATE TABLE term_use ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " term_id INTEGER NOT NULL REFERENCES term (id),"
  " hour INTEGER NOT NULL,"
  " n INTEGER NOT NULL,"
  " members BLOB NOT NULL,"
  " PRIMARY KEY (audience_id, term_id, hour)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE INDEX term_use_hour ON term_use (hour, term_id);"

  /* How often an audience passed on or named another; the target is resolved by name. */
  "CREATE TABLE link ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " kind INTEGER NOT NULL,"
  " target BLOB NOT NULL,"
  " day INTEGER NOT NULL,"
  " n INTEGER NOT NULL,"
  " PRIMARY KEY (audience_id, kind, target, day)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE INDEX link_target ON link (target);"

  "CREATE TABLE sample ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " metric INTEGER NOT NULL,"
  " at_us INTEGER NOT NULL,"
  " value REAL NOT NULL,"
  " granularity REAL NOT NULL DEFAULT 0,"
  " PRIMARY KEY (audience_id, metric, at_us)"
  ") STRICT, WITHOUT ROWID;"

  /* Roll-ups, kept in step with sample by the writer. step: 1 hour, 2 day, 3 month; bucket: its
   * number since 1970. */
  "CREATE TABLE sample_rollup ("
  " step INTEGER NOT NULL,"
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " metric INTEGER NOT NULL,"
  " bucket INTEGER NOT NULL,"
  " n INTEGER NOT NULL,"
  " total REAL NOT NULL,"
  " low REAL NOT NULL,"
  " high REAL NOT NULL,"
  " last REAL NOT NULL,"
  " last_us INTEGER NOT NULL,"
  " granularity REAL NOT NULL,"
  " PRIMARY KEY (audience_id, metric, step, bucket)"
  ") STRICT, WITHOUT ROWID;"

  /* state: 1 open, 2 done. counts: what it brought so far, as little-endian 64-bit numbers in
   * the order of XaIngestCounts, then the last audience that was known before it. platforms: of
   * the audiences it touched, a bit each, so that a platform can be erased with its imports. */
  "CREATE TABLE import ("
  " id INTEGER PRIMARY KEY,"
  " source BLOB NOT NULL UNIQUE,"
  " format TEXT NOT NULL,"
  " size_bytes INTEGER NOT NULL,"
  " at_us INTEGER NOT NULL,"
  " state INTEGER NOT NULL,"
  " offset INTEGER NOT NULL,"
  " counts BLOB NOT NULL,"
  " platforms INTEGER NOT NULL DEFAULT 0,"
  " key_epoch INTEGER NOT NULL REFERENCES key_epoch (epoch),"
  " started_us INTEGER NOT NULL,"
  " finished_us INTEGER"
  ") STRICT;"

  /* The audiences an open import has touched, and their open member lists; coverage is NULL
   * where there is no list, and 0 once the list became a snapshot. */
  "CREATE TABLE import_audience ("
  " import_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,"
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " at_us INTEGER,"
  " coverage INTEGER,"
  " first_n INTEGER,"
  " reported INTEGER,"
  " PRIMARY KEY (import_id, audience_id)"
  ") STRICT, WITHOUT ROWID;"

  /* Dense ids of open member lists as little-endian 32-bit numbers, a row a batch. */
  "CREATE TABLE import_member ("
  " import_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,"
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " no INTEGER NOT NULL,"
  " ids BLOB NOT NULL,"
  " PRIMARY KEY (import_id, audience_id, no)"
  ") STRICT, WITHOUT ROWID;"

  /* platform 0: all; days 0: for ever. */
  "CREATE TABLE retention ("
  " platform INTEGER NOT NULL,"
  " kind INTEGER NOT NULL,"
  " days INTEGER NOT NULL,"
  " PRIMARY KEY (platform, kind)"
  ") STRICT, WITHOUT ROWID;"

  /* What was done with the key, the policies and the output; never about whom. */
  "CREATE TABLE audit ("
  " id INTEGER PRIMARY KEY,"
  " at_us INTEGER NOT NULL,"
  " what TEXT NOT NULL,"
  " detail TEXT NOT NULL"
  ") STRICT;";

/* How many people two lists share, kept by what is in the lists: a row holds, for one list, the
 * counts with those that were there before it. A list that changes has another checksum, so that
 * a count can go unused but never be wrong. */
static const char version_2[] =
  "CREATE TABLE overlap ("
  " list BLOB PRIMARY KEY,"
  " counts BLOB NOT NULL"
  ") STRICT, WITHOUT ROWID;";

/* Words by which the owner of the workspace sorts the audiences. */
static const char version_3[] =
  "CREATE TABLE audience_tag ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " tag TEXT NOT NULL,"
  " PRIMARY KEY (audience_id, tag)"
  ") STRICT, WITHOUT ROWID;";

/* What live platforms are followed by. What a server or a person gave and what may name a person
 * is sealed with the workspace's key. Values of states are those of the headers. */
static const char version_4[] =
  /* base_url: NULL for the provider's own; who: sealed; month_*: budgets, 0 for none. */
  "CREATE TABLE connection ("
  " id INTEGER PRIMARY KEY,"
  " uuid TEXT NOT NULL UNIQUE,"
  " provider TEXT NOT NULL,"
  " name TEXT NOT NULL,"
  " base_url TEXT,"
  " sign_in TEXT NOT NULL,"
  " who BLOB,"
  " state INTEGER NOT NULL,"
  " cause TEXT NOT NULL DEFAULT '',"
  " cause_text TEXT NOT NULL DEFAULT '',"
  " created_us INTEGER NOT NULL,"
  " checked_us INTEGER,"
  " month_requests REAL NOT NULL DEFAULT 0,"
  " month_money REAL NOT NULL DEFAULT 0"
  ") STRICT;"

  /* audience_id: NULL until the first batch came in. passes: bits of XaPass; notes: bits of
   * XaFetchNote of the last passes; note_text: what they said. */
  "CREATE TABLE source ("
  " id INTEGER PRIMARY KEY,"
  " connection_id INTEGER NOT NULL REFERENCES connection (id) ON DELETE CASCADE,"
  " audience_id INTEGER REFERENCES audience (id) ON DELETE CASCADE,"
  " platform INTEGER NOT NULL,"
  " target TEXT NOT NULL,"
  " title TEXT NOT NULL,"
  " kind INTEGER NOT NULL,"
  " passes INTEGER NOT NULL,"
  " since_us INTEGER,"
  " max_posts INTEGER NOT NULL,"
  " notes INTEGER NOT NULL DEFAULT 0,"
  " note_text TEXT NOT NULL DEFAULT '',"
  " added_us INTEGER NOT NULL,"
  " last_ok_us INTEGER,"
  " UNIQUE (connection_id, target)"
  ") STRICT;"
  "CREATE INDEX source_audience ON source (audience_id) WHERE audience_id IS NOT NULL;"

  /* kind: XaPass; cursor: sealed, the way to the next page; all_read: there is none; pass_us: the
   * time of the pass. */
  "CREATE TABLE task ("
  " id INTEGER PRIMARY KEY,"
  " source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,"
  " kind INTEGER NOT NULL,"
  " state INTEGER NOT NULL,"
  " priority INTEGER NOT NULL DEFAULT 0,"
  " attempts INTEGER NOT NULL DEFAULT 0,"
  " not_before_us INTEGER,"
  " cursor BLOB,"
  " all_read INTEGER NOT NULL DEFAULT 0,"
  " import_id INTEGER REFERENCES import (id) ON DELETE SET NULL,"
  " pass_us INTEGER NOT NULL,"
  " is_partial INTEGER NOT NULL DEFAULT 0,"
  " notes INTEGER NOT NULL DEFAULT 0,"
  " note_text TEXT NOT NULL DEFAULT '',"
  " lease_owner TEXT,"
  " lease_until_us INTEGER,"
  " cause TEXT NOT NULL DEFAULT '',"
  " cause_text TEXT NOT NULL DEFAULT '',"
  " done INTEGER NOT NULL DEFAULT 0,"
  " total INTEGER,"
  " created_us INTEGER NOT NULL,"
  " started_us INTEGER,"
  " finished_us INTEGER"
  ") STRICT;"
  /* One open task of a kind and source: a second wish for it is the same. */
  "CREATE UNIQUE INDEX task_open ON task (source_id, kind) WHERE state < 5;"
  "CREATE INDEX task_source ON task (source_id, kind, id);"
  "CREATE INDEX task_import ON task (import_id) WHERE import_id IS NOT NULL;"

  /* What the next pass goes on from, sealed; of a source, and of all of a connection. */
  "CREATE TABLE source_mark ("
  " source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,"
  " name TEXT NOT NULL,"
  " value BLOB NOT NULL,"
  " PRIMARY KEY (source_id, name)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE connection_mark ("
  " connection_id INTEGER NOT NULL REFERENCES connection (id) ON DELETE CASCADE,"
  " name TEXT NOT NULL,"
  " value BLOB NOT NULL,"
  " PRIMARY KEY (connection_id, name)"
  ") STRICT, WITHOUT ROWID;"

  /* How fast a connection may be asked, and what of its budget is spent. */
  "CREATE TABLE rate_limit ("
  " name TEXT PRIMARY KEY,"
  " tokens REAL NOT NULL,"
  " at_us INTEGER NOT NULL,"
  " not_before_us INTEGER,"
  " failures INTEGER NOT NULL,"
  " period_us INTEGER NOT NULL,"
  " spent REAL NOT NULL,"
  " paid REAL NOT NULL"
  ") STRICT, WITHOUT ROWID;"

  /* What answers said of their age, under a keyed hash of the address; etag: sealed. */
  "CREATE TABLE http_validator ("
  " address BLOB PRIMARY KEY,"
  " etag BLOB,"
  " last_modified TEXT,"
  " expires_us INTEGER,"
  " used_us INTEGER NOT NULL"
  ") STRICT, WITHOUT ROWID;";

/* What runs by itself: when, how fast, and how it went. */
static const char version_5[] =
  /* Tasks that are of no source: what they are about is their subject, by which a second wish is
   * known to be the same. kind: XaTaskKind. input: what their subject does not say, in the words of
   * the kind; never about a person. */
  "CREATE TABLE task_5 ("
  " id INTEGER PRIMARY KEY,"
  " source_id INTEGER REFERENCES source (id) ON DELETE CASCADE,"
  " kind INTEGER NOT NULL,"
  " subject TEXT NOT NULL DEFAULT '',"
  " input TEXT NOT NULL DEFAULT '',"
  " state INTEGER NOT NULL,"
  " priority INTEGER NOT NULL DEFAULT 0,"
  " attempts INTEGER NOT NULL DEFAULT 0,"
  " not_before_us INTEGER,"
  " cursor BLOB,"
  " all_read INTEGER NOT NULL DEFAULT 0,"
  " import_id INTEGER REFERENCES import (id) ON DELETE SET NULL,"
  " pass_us INTEGER NOT NULL,"
  " is_partial INTEGER NOT NULL DEFAULT 0,"
  " notes INTEGER NOT NULL DEFAULT 0,"
  " note_text TEXT NOT NULL DEFAULT '',"
  " lease_owner TEXT,"
  " lease_until_us INTEGER,"
  " cause TEXT NOT NULL DEFAULT '',"
  " cause_text TEXT NOT NULL DEFAULT '',"
  " done INTEGER NOT NULL DEFAULT 0,"
  " total INTEGER,"
  " created_us INTEGER NOT NULL,"
  " started_us INTEGER,"
  " finished_us INTEGER"
  ") STRICT;"
  "INSERT INTO task_5 (id, source_id, kind, state, priority, attempts, not_before_us, cursor, all_read, import_id, pass_us,"
  " is_partial, notes, note_text, lease_owner, lease_until_us, cause, cause_text, done, total, created_us, started_us, finished_us)"
  " SELECT id, source_id, kind, state, priority, attempts, not_before_us, cursor, all_read, import_id, pass_us,"
  " is_partial, notes, note_text, lease_owner, lease_until_us, cause, cause_text, done, total, created_us, started_us, finished_us"
  " FROM task;"
  "DROP TABLE task;"
  "ALTER TABLE task_5 RENAME TO task;"
  "CREATE UNIQUE INDEX task_open ON task (ifnull (source_id, 0), kind, subject) WHERE state < 5;"
  "CREATE INDEX task_source ON task (source_id, kind, id);"
  "CREATE INDEX task_import ON task (import_id) WHERE import_id IS NOT NULL;"
  "CREATE INDEX task_state ON task (state, kind);"

  /* interval_s: between two passes; NULL: that of the connection, and where that is NULL the usual one.
   * throttle: how much of the speed that the platform allows is used. */
  "ALTER TABLE source ADD COLUMN interval_s INTEGER;"
  "ALTER TABLE source ADD COLUMN is_paused INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE connection ADD COLUMN interval_s INTEGER;"
  "ALTER TABLE connection ADD COLUMN is_paused INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE connection ADD COLUMN throttle REAL NOT NULL DEFAULT 1;"

  /* What was counted and timed in an hour; connection_id 0: of none. buckets: how many values lay in
   * which range, as little-endian 32-bit numbers; NULL where only the number counts. */
  "CREATE TABLE metric ("
  " name TEXT NOT NULL,"
  " connection_id INTEGER NOT NULL,"
  " hour INTEGER NOT NULL,"
  " n INTEGER NOT NULL,"
  " total REAL NOT NULL,"
  " low REAL NOT NULL,"
  " high REAL NOT NULL,"
  " buckets BLOB,"
  " PRIMARY KEY (name, connection_id, hour)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE INDEX metric_hour ON metric (hour);"

  /* So that an import can be forgotten without looking through all lists for those it brought. */
  "CREATE INDEX snapshot_import ON snapshot (import_id) WHERE import_id IS NOT NULL;"

  /* When a sign-in ends, whatever is renewed until then; NULL: nobody said. */
  "ALTER TABLE connection ADD COLUMN ends_us INTEGER;"

  /* Rules of alerts where they are not the usual ones. kind: XaAlertKind. */
  "CREATE TABLE alert_rule ("
  " kind INTEGER PRIMARY KEY,"
  " is_on INTEGER NOT NULL,"
  " threshold REAL NOT NULL,"
  " floor REAL NOT NULL,"
  " cool_down_s INTEGER NOT NULL,"
  " notifies INTEGER NOT NULL"
  ") STRICT;"

  /* What was noticed. thing: what of the audience or connection it is about, by which it is known
   * again: an own post, a day, a cause. until_us: when it was over; NULL while it holds. told: to
   * whom, in bits. value and usual are those of the metric; score is how far they are apart. */
  "CREATE TABLE alert ("
  " id INTEGER PRIMARY KEY,"
  " kind INTEGER NOT NULL,"
  " audience_id INTEGER REFERENCES audience (id) ON DELETE CASCADE,"
  " connection_id INTEGER REFERENCES connection (id) ON DELETE CASCADE,"
  " thing TEXT NOT NULL,"
  " at_us INTEGER NOT NULL,"
  " until_us INTEGER,"
  " since_us INTEGER,"
  " metric INTEGER NOT NULL,"
  " value REAL,"
  " usual REAL,"
  " score REAL,"
  " cause TEXT NOT NULL DEFAULT '',"
  " is_seen INTEGER NOT NULL DEFAULT 0,"
  " told INTEGER NOT NULL DEFAULT 0"
  ") STRICT;"
  "CREATE INDEX alert_subject ON alert (kind, audience_id, connection_id, thing);"
  "CREATE INDEX alert_at ON alert (at_us);"

  /* When a backup, a check and the like were last made, and when they last went well. */
  "CREATE TABLE upkeep ("
  " name TEXT PRIMARY KEY,"
  " at_us INTEGER NOT NULL,"
  " ok_us INTEGER,"
  " cause TEXT NOT NULL DEFAULT ''"
  ") STRICT, WITHOUT ROWID;"

  /* --- the server on loopback, and webhooks --- */

  /* One row, once it was set: whether the application opens it, and where. */
  "CREATE TABLE server ("
  " id INTEGER PRIMARY KEY CHECK (id = 1),"
  " is_on INTEGER NOT NULL,"
  " port INTEGER NOT NULL"
  ") STRICT;"
  /* token: SHA-256 of 256 random bits, of which nothing else is kept; scopes: bits of XaClientScope. */
  "CREATE TABLE client ("
  " id INTEGER PRIMARY KEY,"
  " name TEXT NOT NULL UNIQUE COLLATE NOCASE,"
  " token BLOB NOT NULL UNIQUE,"
  " scopes INTEGER NOT NULL,"
  " created_us INTEGER NOT NULL"
  ") STRICT;"
  /* kind: XaHookKind; path: 128 random bits; place: the address of the forum that sends, or ''. */
  "CREATE TABLE hook_in ("
  " id INTEGER PRIMARY KEY,"
  " uuid TEXT NOT NULL UNIQUE,"
  " name TEXT NOT NULL UNIQUE COLLATE NOCASE,"
  " kind INTEGER NOT NULL,"
  " path TEXT NOT NULL UNIQUE,"
  " place TEXT NOT NULL,"
  " created_us INTEGER NOT NULL,"
  " n_taken INTEGER NOT NULL DEFAULT 0,"
  " taken_us INTEGER"
  ") STRICT;"
  /* What was taken: keyed hashes of the ids of messages, so that none is taken twice. */
  "CREATE TABLE hook_message ("
  " hook_id INTEGER NOT NULL REFERENCES hook_in (id) ON DELETE CASCADE,"
  " message BLOB NOT NULL,"
  " at_us INTEGER NOT NULL,"
  " PRIMARY KEY (hook_id, message)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE INDEX hook_message_at ON hook_message (at_us);"
  /* events: bits of XaHookEvent; cause: why it is not active. What is to be sent is in task. */
  "CREATE TABLE hook_out ("
  " id INTEGER PRIMARY KEY,"
  " uuid TEXT NOT NULL UNIQUE,"
  " name TEXT NOT NULL UNIQUE COLLATE NOCASE,"
  " url TEXT NOT NULL,"
  " allows_private INTEGER NOT NULL,"
  " events INTEGER NOT NULL,"
  " is_active INTEGER NOT NULL DEFAULT 1,"
  " cause TEXT NOT NULL DEFAULT '',"
  " created_us INTEGER NOT NULL,"
  " sent_us INTEGER"
  ") STRICT;"

  /* --- posts, added up --- */

  /* span: 30 days, its number since 1970; kept in step with post by the writer. */
  "CREATE TABLE post_span ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " span INTEGER NOT NULL,"
  " n INTEGER NOT NULL,"
  " n_own INTEGER NOT NULL,"
  " first_us INTEGER NOT NULL,"
  " last_us INTEGER NOT NULL,"
  " reactions_n INTEGER NOT NULL,"
  " reactions INTEGER NOT NULL,"
  " comments_n INTEGER NOT NULL,"
  " comments INTEGER NOT NULL,"
  " shares_n INTEGER NOT NULL,"
  " shares INTEGER NOT NULL,"
  " views_n INTEGER NOT NULL,"
  " views INTEGER NOT NULL,"
  " PRIMARY KEY (audience_id, span)"
  ") STRICT, WITHOUT ROWID;"
  "INSERT INTO post_span SELECT audience_id, at_us / 2592000000000 - (at_us % 2592000000000 < 0) AS s, count (*),"
  " coalesce (sum (author_kind = 2), 0), min (at_us), max (at_us), count (reactions), coalesce (sum (reactions), 0), count (comments),"
  " coalesce (sum (comments), 0), count (shares), coalesce (sum (shares), 0), count (views), coalesce (sum (views), 0)"
  " FROM post GROUP BY audience_id, s;"

  /* --- what answers are good for --- */

  /* kind: the bit of XaFacts; about: an audience, or less: see xa-facts.h; stamp: other random bits after
   * every change. It is no foreign key: stamps of audiences that are gone go with the next of all. */
  "CREATE TABLE fact ("
  " kind INTEGER NOT NULL,"
  " about INTEGER NOT NULL,"
  " stamp INTEGER NOT NULL,"
  " PRIMARY KEY (kind, about)"
  ") STRICT, WITHOUT ROWID;"

  /* --- platforms that are reached in several ways --- */

  /* What a connection does not answer. path: what is asked for, in one word. It is tried again at probe_us. */
  "CREATE TABLE way_down ("
  " connection_id INTEGER NOT NULL REFERENCES connection (id) ON DELETE CASCADE,"
  " path TEXT NOT NULL,"
  " since_us INTEGER NOT NULL,"
  " probe_us INTEGER NOT NULL,"
  " cause TEXT NOT NULL,"
  " PRIMARY KEY (connection_id, path)"
  ") STRICT, WITHOUT ROWID;"
  /* By which providers passes of a kind came: the last whole one, and the one in hand. */
  "CREATE TABLE way_used ("
  " source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,"
  " kind INTEGER NOT NULL,"
  " last TEXT,"
  " trying TEXT,"
  " PRIMARY KEY (source_id, kind)"
  ") STRICT, WITHOUT ROWID;"
  /* Where a series goes on by another provider: before and after it, numbers may differ for that alone. */
  "CREATE TABLE series_break ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " kind INTEGER NOT NULL,"
  " at_us INTEGER NOT NULL,"
  " before TEXT NOT NULL,"
  " after TEXT NOT NULL,"
  " cause TEXT NOT NULL,"
  " PRIMARY KEY (audience_id, kind, at_us)"
  ") STRICT, WITHOUT ROWID;"

  /* --- news as they happen --- */

  /* The stream of a connection, as the program that has it open last said; it is open no longer than until
   * seen_us and XA_STREAM_LEASE_US. state: XaStreamState; n_sources: of what is followed that comes over it. */
  "CREATE TABLE stream ("
  " connection_id INTEGER PRIMARY KEY REFERENCES connection (id) ON DELETE CASCADE,"
  " state INTEGER NOT NULL,"
  " since_us INTEGER NOT NULL,"
  " seen_us INTEGER NOT NULL,"
  " n_sources INTEGER NOT NULL,"
  " cause TEXT NOT NULL DEFAULT '',"
  " cause_text TEXT NOT NULL DEFAULT ''"
  ") STRICT;"

  /* What fetching a source once takes: as its preview reckoned it, later as the last time was. */
  "ALTER TABLE source ADD COLUMN n_requests INTEGER;"
  "ALTER TABLE source ADD COLUMN duration_us INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE source ADD COLUMN price REAL NOT NULL DEFAULT 0;"

  /* --- reports that are written by themselves --- */

  /* every: XaReportEvery; formats: a bit (1 << XaReportFormat) each; is_of_all: of all audiences there are, else of
   * those that are named; done_us: the end of the last period that needs none any more; file: the last that was
   * written; failed_us, cause: since when it cannot be written, and why, as a stable word. */
  "CREATE TABLE report_plan ("
  " id INTEGER PRIMARY KEY,"
  " name TEXT NOT NULL UNIQUE,"
  " folder TEXT NOT NULL,"
  " every INTEGER NOT NULL,"
  " formats INTEGER NOT NULL,"
  " is_of_all INTEGER NOT NULL,"
  " created_us INTEGER NOT NULL,"
  " done_us INTEGER NOT NULL,"
  " file TEXT NOT NULL DEFAULT '',"
  " failed_us INTEGER,"
  " cause TEXT NOT NULL DEFAULT ''"
  ") STRICT;"
  "CREATE TABLE report_audience ("
  " plan_id INTEGER NOT NULL REFERENCES report_plan (id) ON DELETE CASCADE,"
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " PRIMARY KEY (plan_id, audience_id)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE INDEX report_audience_of ON report_audience (audience_id);"

  /* --- words of saved searches --- */

  /* Terms of the kind "word" have a keyed hash for a text. The word itself stands here once enough
   * people used it, and not before. */
  "CREATE TABLE word ("
  " term_id INTEGER PRIMARY KEY REFERENCES term (id) ON DELETE CASCADE,"
  " text TEXT NOT NULL"
  ") STRICT;"

  /* --- what platforms count themselves --- */

  /* How many of an audience are of which kind, as the platform said on a day: the last of each week is kept.
   * facet: XaFacet; value: the platform's number or word for an industry, a country and so on, never of a
   * person; name: what it is called, NULL where the platform did not say. */
  "CREATE TABLE facet_count ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " facet INTEGER NOT NULL,"
  " day INTEGER NOT NULL,"
  " value TEXT NOT NULL,"
  " name TEXT,"
  " n INTEGER NOT NULL,"
  " PRIMARY KEY (audience_id, facet, day, value)"
  ") STRICT, WITHOUT ROWID;"

  /* --- what people say of themselves, where that was switched on --- */

  /* Who of the newest list that was read with its profiles names an account on another platform; platform 0: whose
   * profile was read. Never what is named. */
  "CREATE TABLE elsewhere ("
  " audience_id INTEGER NOT NULL REFERENCES audience (id) ON DELETE CASCADE,"
  " platform INTEGER NOT NULL,"
  " at_us INTEGER NOT NULL,"
  " coverage INTEGER NOT NULL,"
  " members BLOB NOT NULL,"
  " PRIMARY KEY (audience_id, platform)"
  ") STRICT, WITHOUT ROWID;"
  /* Of those of an open list: a little-endian 16-bit number each, with bit 0 for a profile that was read, and a bit for
   * each platform; NULL where none was. */
  "ALTER TABLE import_member ADD COLUMN profiles BLOB;";

const char *const xa_schema_steps[XA_SCHEMA_VERSION] = { version_1, version_2, version_3, version_4, version_5 };
