#pragma once

#include "analysis/xa-figure.h"
#include "model/xa-member-set.h"

/*
 * An audience made of others: "A and B", "A or B", "(A or B) not C". It can be used wherever an
 * audience can: it has members and a coverage.
 */

typedef enum {
  XA_COMPOSITE_ERROR_SYNTAX,
} XaCompositeError;

#define XA_COMPOSITE_ERROR (xa_composite_error_quark ())
GQuark xa_composite_error_quark (void);

typedef struct _XaComposite XaComposite;

XaComposite *xa_composite_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void         xa_composite_free (XaComposite *self);

const char *const *xa_composite_get_names (const XaComposite *self);
char              *xa_composite_format (const XaComposite *self) G_GNUC_WARN_UNUSED_RESULT;
XaMemberSet       *xa_composite_evaluate (const XaComposite        *self,
                                          const XaMemberSet *const *members) G_GNUC_WARN_UNUSED_RESULT;
gboolean           xa_composite_see (const XaComposite *self,
                                     const XaSeen      *seen,
                                     guint64            n_members,
                                     XaSeen            *together,
                                     XaFigureNote      *why);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaComposite, xa_composite_free)
