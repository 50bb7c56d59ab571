#pragma once

#include <glib-object.h>

/* The pages of the sidebar, in their order. Each is an XaView; its tag names it in actions. */
typedef struct {
  const char *tag;
  const char *title; /* marked for translation */
  const char *icon_name;
  GType (*get_type) (void);
} XaPage;

extern const XaPage xa_pages[];
extern const guint  xa_n_pages;
