#pragma once

#include "test-server.h"
#include "net/xa-transport.h"

/*
 * All hosts of the world on one server on loopback, over HTTP: what is asked of https://t.me/birds is
 * asked of http://127.0.0.1:PORT/t.me/birds. It answers from a script.
 */
typedef struct _HttpPlatform HttpPlatform;

HttpPlatform *http_platform_new (void) G_GNUC_WARN_UNUSED_RESULT;
void          http_platform_free (HttpPlatform *self);
XaTransport  *http_platform_get_transport (HttpPlatform *self);

/* Answers what has @piece of "/HOST/PATH?QUERY" in it, from now on; the longest piece decides. Single
 * quotes in @body stand for double ones. @link: (nullable): a Link header */
void http_platform_answer (HttpPlatform *self, const char *piece, const char *body, const char *link);
void http_platform_refuse (HttpPlatform *self, const char *piece, guint status, const char *body);
/* Answers say by what they can be told from others, and what has not changed is not sent again. */
void http_platform_set_tags (HttpPlatform *self, gboolean tags);

/* What is wrong with the first @times answers to each question from now on, or nothing. */
typedef struct {
  TestFault   fault;
  const char *body;    /* (nullable): in place of the answer's, with 200; static */
  guint       times;   /* 0: all is well */
  guint       every;   /* only the questions first asked as the 1st, @every + 1st, ...; 0: all */
  gint64      wait_us; /* how long such an answer is waited for; 0: as long as ever */
} HttpTrouble;

void http_platform_trouble (HttpPlatform *self, const HttpTrouble *trouble);
/* How many answers something was wrong with. */
guint http_platform_count_troubles (HttpPlatform *self);

guint http_platform_count (HttpPlatform *self, const char *piece); /* questions with it */
guint http_platform_count_unchanged (HttpPlatform *self);          /* answers of 304 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpPlatform, http_platform_free)
