#pragma once

#include "ui/inspect/xa-inspect-answer.h"

/* The four figures at the top of the page of an audience, in words. */
typedef enum {
  XA_INSPECT_MEMBERS,
  XA_INSPECT_CHANGE,
  XA_INSPECT_ENGAGEMENT,
  XA_INSPECT_PACE,
} XaInspectKpiKind;

#define XA_INSPECT_N_KPIS (XA_INSPECT_PACE + 1)

/* One line of how a figure came about. */
typedef struct {
  const char *label; /* translated */
  char       *text;  /* (owned) */
} XaInspectFact;

typedef struct {
  const char  *title;   /* translated: "Members" */
  char        *value;   /* (owned): short, "12.4 k" */
  char        *caption; /* (owned): what goes with it, or why there is no value */
  char        *full;    /* (owned): the figure in full, for tooltips and screen readers */
  XaFigureKind kind;
  GPtrArray   *facts; /* (owned) (element-type XaInspectFact) */
} XaInspectKpi;

XaInspectKpi *xa_inspect_kpi_new (const XaInspectAnswer *answer, XaInspectKpiKind kind) G_GNUC_WARN_UNUSED_RESULT;
void          xa_inspect_kpi_free (XaInspectKpi *self);
const char   *xa_inspect_kpi_title (XaInspectKpiKind kind);

/* "12,431 members, complete list, 3 h ago. Telegram group, own." */
char *xa_inspect_sentence (const XaInspectAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;

/* "12 May 2026", or "12 May 2026 14:00" with the hour, in the zone of @answer. */
char *xa_inspect_date (const XaInspectAnswer *answer, gint64 at_us, gboolean with_hour) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaInspectKpi, xa_inspect_kpi_free)
