#pragma once

#include <gio/gio.h>

/*
 * A platform on loopback, for tests: answers what it is told to, and misbehaves where it is told to.
 * Each connection has a thread of its own.
 */
typedef struct _TestServer TestServer;

typedef enum {
  TEST_FAULT_NONE,
  TEST_FAULT_TRUNCATED,   /* half of the body that was announced, then closed */
  TEST_FAULT_SLOW,        /* a byte of the body each 20 ms */
  TEST_FAULT_SILENT,      /* not a byte, and never closed */
  TEST_FAULT_DROPPED,     /* closed without an answer */
  TEST_FAULT_HALF_HEADER, /* the begin of a header, and never closed */
  TEST_FAULT_NOT_HTTP,    /* another protocol */
} TestFault;

typedef struct {
  const char *method;
  const char *path;    /* with the query, as it came */
  GHashTable *headers; /* (element-type utf8 utf8): lower-case names */
  GBytes     *body;
  guint       number; /* of the request, from 0 */
} TestRequest;

/* An answer; its body is sent as it is, with its length. */
typedef struct {
  guint     status;  /* 200 */
  GString  *headers; /* whole lines, each with CR LF */
  GBytes   *body;    /* (owned) (nullable) */
  TestFault fault;
  guint     delay_ms; /* before the first byte */
} TestAnswer;

void test_answer_set (TestAnswer *self, guint status, const char *body); /* text of type application/json, or text/html where it begins with '<' */
void test_answer_set_bytes (TestAnswer *self, guint status, const char *type, GBytes *body);
void test_answer_add_header (TestAnswer *self, const char *name, const char *value);

/* Fills in @answer; called in a thread of the server. */
typedef void (*TestHandler) (const TestRequest *request, TestAnswer *answer, gpointer data);

TestServer *test_server_new (TestHandler handler, gpointer data) G_GNUC_WARN_UNUSED_RESULT;
/* @certificate: a file with a certificate and its key, under tests/data/tls */
TestServer *test_server_new_tls (TestHandler handler, gpointer data, const char *certificate) G_GNUC_WARN_UNUSED_RESULT;
void        test_server_free (TestServer *self);
const char *test_server_get_base (TestServer *self); /* "http://127.0.0.1:PORT" */
guint       test_server_get_n_requests (TestServer *self);
guint       test_server_get_n_connections (TestServer *self);
guint       test_server_get_most_at_once (TestServer *self); /* requests that were being answered at the same time */
/* (transfer full) (nullable): the whole text of a request, head and body, from 0 */
char *test_server_get_request (TestServer *self, guint number);
/* Whether any request that came in holds @text. */
gboolean test_server_was_told (TestServer *self, const char *text);

/* A list of answers, given in order; the last is given again and again. */
typedef struct {
  guint       status;
  const char *body;
  const char *headers; /* (nullable): whole lines, each with CR LF */
  TestFault   fault;
  guint       delay_ms;
} TestScript;

/* @script: ends with a status of 0; stays with the caller */
TestServer *test_server_new_scripted (const TestScript *script) G_GNUC_WARN_UNUSED_RESULT;

GBytes *test_gzip (const char *unit, gsize n_times) G_GNUC_WARN_UNUSED_RESULT; /* @unit that often, compressed */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestServer, test_server_free)
