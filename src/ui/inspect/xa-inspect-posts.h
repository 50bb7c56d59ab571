#pragma once

#include "ui/inspect/xa-inspect-answer.h"
#include "ui/xa-session.h"

#include <gtk/gtk.h>

/* The posts of an audience, a page at a time. */
#define XA_TYPE_INSPECT_POSTS (xa_inspect_posts_get_type ())
G_DECLARE_FINAL_TYPE (XaInspectPosts, xa_inspect_posts, XA, INSPECT_POSTS, GtkBox)

void xa_inspect_posts_show (XaInspectPosts *self, XaSession *session, XaInspectAnswer *answer);
/* The user has come to the end of what is listed. */
void xa_inspect_posts_load_more (XaInspectPosts *self);
