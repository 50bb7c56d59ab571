#pragma once

#include "analysis/xa-affinity.h"
#include "insight/xa-subject.h"

/*
 * What the people of an audience prefer more, or less, than all people of its platform that the
 * workspace knows: other audiences, hashtags, languages.
 */

typedef enum {
  XA_PREFERENCE_AUDIENCE = 1,
  XA_PREFERENCE_TAG,
  XA_PREFERENCE_LANGUAGE,
} XaPreferenceKind;

const char *xa_preference_kind_id (XaPreferenceKind kind);
const char *xa_preference_kind_name (XaPreferenceKind kind); /* for people, in their language: "Hashtag" */

/* One audience's leaning towards one thing; every figure may be shown. */
typedef struct {
  XaFigure support; /* people of the audience who have it */
  XaFigure share;   /* of the audience */
  XaFigure lift;    /* with its interval */
  XaFigure q;
} XaLeaning;

typedef struct {
  XaPreferenceKind kind;
  char            *name;        /* (owned) */
  gint64           audience_id; /* of an audience, else 0 */
  XaLeaning       *leanings;    /* (owned) (array length=number of audiences) */
  guint            n_more;      /* audiences that have it significantly more than others */
} XaSharedPreference;

/* Things that people of the platform can prefer, with the sets of those who do. */
typedef struct _XaPreferenceSpace XaPreferenceSpace;

XaPreferenceSpace *xa_preference_space_load (const XaScope *scope, XaPlatform platform, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void               xa_preference_space_free (XaPreferenceSpace *self);

/* The preferences of several audiences of one platform, beside one another; those that at least
 * one of them has significantly more than others (q below 5 %), strongest first.
 * (element-type XaSharedPreference) */
GPtrArray *xa_preferences_compare (const XaScope *scope, XaPreferenceSpace *space, const GPtrArray *subjects, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same by names, see xa_subjects_load(), among the people of the first one's platform; an answer that is kept
 * is given again as long as it is good. */
GPtrArray *xa_preferences_ask (const XaScope *scope, const char *const *names, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       xa_shared_preference_free (XaSharedPreference *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaPreferenceSpace, xa_preference_space_free)
