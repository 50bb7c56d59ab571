#pragma once

#include "store/xa-store.h"

/* Reports that are written by themselves, each period once, to a folder that the user chose. */

/* Values are written to files: append, never renumber. */
typedef enum {
  XA_REPORT_WEEKLY = 1, /* from Monday to Sunday */
  XA_REPORT_MONTHLY,
} XaReportEvery;

const char *xa_report_every_id (XaReportEvery every); /* "week", "month" */
gboolean    xa_report_every_parse (const char *id, XaReportEvery *every);

/* What a report can be written as, the one for people first. Bits of these are written to files: append, never renumber. */
typedef enum {
  XA_REPORT_HTML, /* to be read: a page with pictures that needs nothing else */
  XA_REPORT_CSV,  /* a table for spreadsheets: a row a figure */
  XA_REPORT_JSON, /* for programs: the same answers as everywhere else */
  XA_N_REPORT_FORMATS,
} XaReportFormat;

const char *xa_report_format_id (XaReportFormat format); /* "html", "csv", "json": ends of names too */
/* @ids: "html,json". @formats: (out): a bit (1 << XaReportFormat) each; never none */
gboolean xa_report_formats_parse (const char *ids, guint *formats);
char    *xa_report_formats_ids (guint formats) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  gint64        id;
  char         *name;   /* (owned): unique; files are called after it */
  char         *folder; /* (owned): an absolute path */
  XaReportEvery every;
  guint         formats;   /* a bit (1 << XaReportFormat) each */
  gboolean      is_of_all; /* of all audiences that there are then */
  GArray       *audiences; /* (owned) (element-type gint64): else their ids */
  gint64        created_us;
  gint64        done_us;   /* the end of the last period that needs no report any more */
  char         *file;      /* (owned) (nullable): the last that was written; "" or, of a new one, NULL */
  gint64        failed_us; /* since when it cannot be written, or XA_TIME_UNKNOWN */
  char         *cause;     /* (owned): why, as a stable word, or "" */
} XaReportPlan;

XaReportPlan *xa_report_plan_new (void) G_GNUC_WARN_UNUSED_RESULT;
void          xa_report_plan_free (XaReportPlan *self);

GPtrArray *xa_store_list_report_plans (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaReportPlan): by name */
/* Its id is another one. Errors: INVALID, EXISTS */
gboolean xa_store_add_report_plan (XaStore *store, const XaReportPlan *plan, GError **error);
/* Files stay. Errors: NOT_FOUND */
gboolean xa_store_drop_report_plan (XaStore *store, const char *name, GError **error);
/* The report up to @done_us is in @file, which left the workspace with that. Of a plan that is gone, or that went on
 * meanwhile, it does nothing. */
gboolean xa_store_note_report (XaStore *store, gint64 id, gint64 done_us, const char *file, GError **error);
/* It could not be written: of the same cause the first time stays. What is written later takes that back. */
gboolean xa_store_note_report_failure (XaStore *store, gint64 id, gint64 failed_us, const char *cause, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaReportPlan, xa_report_plan_free)
