#pragma once

#include "insight/xa-scope.h"

/*
 * What a list of audiences is narrowed to, and the text that a person types for it:
 *
 *   berlin "open source" platform:telegram,discord role:own kind:channel coverage:complete
 *   tag:press size:>1000
 *
 * Words must all occur, in any place of the name, the address or a tag. Several values of one
 * operator are alternatives, except for tags, which must all be there. Sizes are ">1000",
 * ">=1000", "<1000", "<=1000", "1000..5000" or "1000", with k or M behind a number.
 */

typedef struct {
  char  **words;      /* (owned) (nullable) (array zero-terminated=1): as of xa_explore_fold(); all must occur */
  char  **tags;       /* (owned) (nullable) (array zero-terminated=1): all must be there */
  guint32 platforms;  /* 1 << XaPlatform each; 0: any */
  guint32 kinds;      /* 1 << XaAudienceKind each; 0: any */
  guint32 roles;      /* 1 << XaRole each; 0: any */
  guint32 coverages;  /* 1 << XaCoverage each, 1 << 0 for audiences that were never seen; 0: any */
  double  least_size; /* people, both ends in the range; NAN: no limit */
  double  most_size;
} XaExploreFilter;

/* EXPRESSION with what is wrong, in words for the person who typed it. Empty text lets all pass. */
XaExploreFilter *xa_explore_filter_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaExploreFilter *xa_explore_filter_new (void) G_GNUC_WARN_UNUSED_RESULT; /* lets all pass */
XaExploreFilter *xa_explore_filter_copy (const XaExploreFilter *self) G_GNUC_WARN_UNUSED_RESULT;
void             xa_explore_filter_free (XaExploreFilter *self);
gboolean         xa_explore_filter_is_empty (const XaExploreFilter *self);

/* The text that parses to the same filter: for a search entry beside filter chips. */
char *xa_explore_filter_format (const XaExploreFilter *self) G_GNUC_WARN_UNUSED_RESULT;

/* Sets a tag, or takes it out: what a chip does. */
void xa_explore_filter_toggle_tag (XaExploreFilter *self, const char *tag);

/* Text as it is compared in a search: without case and accents. */
char *xa_explore_fold (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* "complete", "count-only" and so on; "none" for audiences that were never seen. */
const char *xa_explore_coverage_id (XaCoverage coverage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaExploreFilter, xa_explore_filter_free)
