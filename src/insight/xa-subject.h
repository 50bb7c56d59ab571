#pragma once

#include "analysis/xa-figure.h"
#include "insight/xa-scope.h"
#include "model/xa-member-set.h"
#include "store/xa-audiences.h"

/*
 * An audience as a question sees it: what it is, how its people were seen within the scope, and
 * who they are as a set. Its sets never leave insight/.
 */
typedef struct {
  char          *name; /* (owned): as shown; unique within the workspace */
  gint64         id;   /* 0 for a composite audience */
  XaPlatform     platform;
  XaAudienceKind kind;
  XaRole         role;
  gboolean       simulated;
  gboolean       of_a_person; /* an account: its audience is that of one person or brand */
  gint64         snapshot_id; /* 0: none, or made for this question */
  guint64        list;        /* names the people of the snapshot, or 0 */
  gboolean       changes;     /* other lists of it were, or can be, told: counts go in steps */
  gboolean       held;        /* a newer list differs by too few people to tell: this is the one before */
  gint64         at_us;       /* when it was seen, or XA_TIME_UNKNOWN */
  gint64         n_posts;     /* in all time */
  gint64         reported;    /* as the platform says, or XA_COUNT_UNKNOWN */
  XaSeen         seen;
  XaMemberSet   *members; /* (owned) (nullable): NULL where nobody was listed */
} XaSubject;

void       xa_subject_free (XaSubject *self);
XaSubject *xa_subject_copy (const XaSubject *self, gboolean with_members) G_GNUC_WARN_UNUSED_RESULT;

/* All audiences; @with_members: their sets too. Ordered by name. */
GPtrArray *xa_subjects_load_all (const XaScope *scope, gboolean with_members, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaSubject) */
GPtrArray *xa_subjects_load_platform (const XaScope *scope, XaPlatform platform, gboolean with_members, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same from what a glance at the store has brought: see xa-glance.h. */
GPtrArray *xa_subjects_describe (const XaScope *scope, const GPtrArray *audiences, const GArray *lists, const GArray *sizes, gboolean with_members, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaSubject) */

/* One audience by name, "platform:name" or "#id", or a composite: "A and B not C". */
XaSubject *xa_subject_load (const XaScope *scope, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Without composites: what these are made of. */
XaSubject *xa_subject_load_plain (const XaScope *scope, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gint64     xa_subject_find_plain (const XaScope *scope, const char *name, GError **error); /* its id, or 0 */
XaSubject *xa_subject_load_composite (const XaScope *scope, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Several, in the order given. */
GPtrArray *xa_subjects_load (const XaScope *scope, const char *const *names, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaSubject) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaSubject, xa_subject_free)
