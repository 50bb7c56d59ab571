#pragma once

#include "providers/xa-provider.h"

/*
 * What the files of this provider share. Of members LinkedIn wants nothing to be kept: nothing of the kind is
 * asked for, and what stands in texts is taken out.
 */
extern const XaDialect xa_linkedin_dialect;

/* Versions are months, and live for a year; see xa_linkedin_ask(). */
#define XA_LINKEDIN_VERSION "202607"

#define XA_LINKEDIN_PAGE 50

/* Statistics go back for a year. */
#define XA_LINKEDIN_MAX_DAYS 365

/* @request: (transfer full); asked in the version that is known to work, or in the next that does
 * @root: (out): of the answer, which has to be an object */
XaJson *xa_linkedin_ask (XaFetch *fetch, XaRequest *request, XaJsonAt *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds what is in the syntax of Rest.li: @value is written as it is, its parts already escaped. */
void xa_linkedin_add_raw (XaRequest *request, const char *name, const char *value);

/* An organization: what anybody may know, and more to those who administer it. */
typedef struct {
  char    *id;      /* (owned): a number */
  char    *title;   /* (owned) */
  char    *handle;  /* (owned) (nullable) */
  gint64   members; /* or XA_COUNT_UNKNOWN */
  gboolean is_own;  /* the user administers it */
} XaLinkedinPage;

gboolean xa_linkedin_page_read (XaFetch *fetch, const XaTarget *target, XaLinkedinPage *page, GError **error);
void     xa_linkedin_page_clear (XaLinkedinPage *self);
gboolean xa_linkedin_declare (XaFetch *fetch, const XaLinkedinPage *page, XaAudienceRef *ref, GError **error); /* @page: (nullable) */
/* (transfer full) (element-type utf8): the numbers of those that the user administers */
GPtrArray *xa_linkedin_list_own (XaFetch *fetch, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *xa_linkedin_list (XaFetch *fetch, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean xa_linkedin_fetch_profile (XaFetch *fetch, GError **error);
gboolean xa_linkedin_fetch_facets (XaFetch *fetch, XaAudienceRef ref, const char *id, GError **error);
gboolean xa_linkedin_fetch_posts (XaFetch *fetch, GError **error);

/* What the numbers of countries, industries and so on are called. */
typedef struct _XaLinkedinNames XaLinkedinNames;

XaLinkedinNames *xa_linkedin_names_new (XaFetch *fetch, const char *kind) G_GNUC_WARN_UNUSED_RESULT;
void             xa_linkedin_names_free (XaLinkedinNames *self); /* keeps what was told, with the page that ends next */
gboolean         xa_linkedin_names_ask (XaLinkedinNames *self, const char *const *ids, GError **error);
const char      *xa_linkedin_names_get (XaLinkedinNames *self, const char *id); /* (nullable): not known */

/* What a share brought; negative on days with more taken back than given, which is not known for a count. */
typedef struct {
  gint64 reactions, comments, shares, views; /* or XA_COUNT_UNKNOWN */
} XaLinkedinCounts;

void xa_linkedin_counts_read (const XaJsonAt *statistics, XaLinkedinCounts *counts);

/* A commentary as people see it. Members who are named in it are left out; the numbers of organizations that
 * are named are added to @named (element-type utf8), the tags to @tags (element-type XaSpan, of the returned text). */
char *xa_linkedin_text (XaSpan commentary, GPtrArray *named, GArray *tags) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaLinkedinNames, xa_linkedin_names_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaLinkedinPage, xa_linkedin_page_clear)
