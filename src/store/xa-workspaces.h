#pragma once

#include "privacy/xa-key-store.h"
#include "store/xa-store.h"

/*
 * The workspaces of this user: those with a name live in one folder. What is made here has its
 * key, or does not stay.
 */

char      *xa_workspaces_get_folder (void) G_GNUC_WARN_UNUSED_RESULT;
char      *xa_workspaces_get_path (const char *name) G_GNUC_WARN_UNUSED_RESULT;
char      *xa_workspaces_get_name (const char *path) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *xa_workspaces_list (GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type filename) paths, by name */
gboolean   xa_workspaces_make_folder (const char *path, GError **error);

/* Whether a missing key may be made. */
typedef enum {
  XA_KEY_MUST_EXIST,
  XA_KEY_MAY_BE_NEW,      /* in the Secret Service, where the workspace has none */
  XA_KEY_FILE_MAY_BE_NEW, /* the key file as well */
} XaKeyRule;

XaPseudonymizer *xa_workspaces_load_keys (XaStore *store, const char *key_file, XaKeyRule rule, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray       *xa_workspaces_list_sharing (XaStore *store, const char *key_file) G_GNUC_WARN_UNUSED_RESULT; /* (element-type filename) paths */
gboolean         xa_workspaces_create (const char *path, const char *key_file, XaKeyRule rule, GError **error);
