#pragma once

#include "store/xa-maintenance.h"
#include "ui/upkeep/xa-limit-step.h"
#include "ui/xa-session.h"

/*
 * The limits of what is kept, as they are set and as somebody chooses them: a platform without a
 * limit of its own has that of all others, whose place is that of XaPlatform 0.
 */
typedef struct {
  GArray *set;       /* (owned) (element-type XaRetention) */
  GArray *wanted;    /* (owned) (element-type XaRetention) */
  GArray *platforms; /* (owned) (element-type XaPlatform): that can have limits of their own; 0, all others, is the first */
} XaLimitChoices;

/* Reads them: the question of an XaAsk without data. */
gpointer xa_limit_choices_question (const XaScope *scope, gpointer data, XaInsightProgress progress, gpointer progress_data, GError **error);
void     xa_limit_choices_free (XaLimitChoices *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaLimitChoices, xa_limit_choices_free)

/* As it was set, whatever length that is. */
#define XA_LIMIT_AS_SET (-1)

/* @days, and what is returned: 0 is for ever */
int  xa_limit_choices_get_days (const XaLimitChoices *self, XaPlatform platform, XaRetentionKind kind);
void xa_limit_choices_choose (XaLimitChoices *self, XaPlatform platform, XaRetentionKind kind, int days);

gboolean xa_limit_choices_is_changed (const XaLimitChoices *self);

/* What was chosen, to be applied. (transfer full) */
XaLimitChange *xa_limit_choices_compose_change (const XaLimitChoices *self) G_GNUC_WARN_UNUSED_RESULT;
