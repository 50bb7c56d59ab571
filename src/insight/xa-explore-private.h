#pragma once

#include "insight/xa-explore.h"

/* An audience with what sorting and filtering need beside the row. */
typedef struct {
  XaExploreRow row;
  char        *haystack;  /* (owned): all that words are looked for in, folded */
  GArray      *listed;    /* (owned) (nullable) (element-type XaGrowthPoint): judged sizes of lists, where growth goes by them */
  guint        name_rank; /* place in the order of names */
} XaExploreItem;

struct _XaExplore {
  GArray       *items;     /* (owned) (element-type XaExploreItem) */
  GHashTable   *places;    /* (owned) (element-type gint64 XaExploreItem): by id; into @items */
  GStringChunk *texts;     /* (owned) */
  GPtrArray    *tag_lists; /* (owned) (element-type (array zero-terminated=1) utf8) */
};
