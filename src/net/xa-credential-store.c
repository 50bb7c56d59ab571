#include "net/xa-credential-store.h"

#include "model/xa-language.h"
#include "privacy/xa-secret-service.h"

#include <libsecret/secret.h>
#include <pthread.h>
#include <string.h>

G_DEFINE_QUARK (xa-credential-error-quark, xa_credential_error)

#define ATTRIBUTE_WORKSPACE "workspace"
#define ATTRIBUTE_CONNECTION "connection"

static const SecretSchema schema = {
  .name = "io.github.xaudience.XAudience.Connection",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { ATTRIBUTE_WORKSPACE, SECRET_SCHEMA_ATTRIBUTE_STRING },
    { ATTRIBUTE_CONNECTION, SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

struct _XaCredentialStore {
  gatomicrefcount refs;
  char           *workspace; /* (owned) (nullable): NULL where no keyring is asked */
  pthread_mutex_t lock;      /* the thread sanitizer does not know a GMutex */
  GHashTable     *held;      /* (owned) (mutex lock) (element-type utf8 XaCredential): by connection */
};

static XaCredentialStore *
new_store (const char *workspace_uuid)
{
  XaCredentialStore *self = g_new0 (XaCredentialStore, 1);

  g_atomic_ref_count_init (&self->refs);
  pthread_mutex_init (&self->lock, NULL);
  self->workspace = g_strdup (workspace_uuid);
  self->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) xa_credential_free);

  return self;
}

XaCredentialStore *
xa_credential_store_new (const char *workspace_uuid)
{
  g_return_val_if_fail (workspace_uuid != NULL, NULL);

  return new_store (workspace_uuid);
}

XaCredentialStore *
xa_credential_store_new_in_memory (void)
{
  return new_store (NULL);
}

XaCredentialStore *
xa_credential_store_ref (XaCredentialStore *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
xa_credential_store_unref (XaCredentialStore *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_hash_table_unref (self->held);
  pthread_mutex_destroy (&self->lock);
  g_free (self->workspace);
  g_free (self);
}

static gboolean
fail_locked (GError    **error,
             const char *detail)
{
  g_set_error (error, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_LOCKED,
               N_ ("The keyring is locked and did not open (%s): unlock it and try again, or give the token for this run only"), detail);

  return FALSE;
}

/* Turns an error of libsecret into one that says what to do; cancelling stays cancelling. Takes
 * @cause. */
static gboolean
fail_service (GError      **error,
              GError       *cause,
              GCancellable *cancellable)
{
  g_autoptr (GError) owned = cause;

  switch (xa_secret_service_judge (owned, cancellable)) {
  case XA_SECRET_TROUBLE_CANCELLED:
    g_propagate_error (error, g_steal_pointer (&owned));
    return FALSE;
  case XA_SECRET_TROUBLE_LOCKED:
    return fail_locked (error, owned->domain == G_IO_ERROR ? N_ ("its prompt was dismissed") : owned->message);
  case XA_SECRET_TROUBLE_NO_SERVICE:
    break;
  }
  g_set_error (error, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_NO_SERVICE,
               N_ ("No keyring answers, and tokens are kept nowhere else (%s): start a keyring, or give the token for this run only"), owned->message);

  return FALSE;
}

/* The attributes of one connection, or of all of the workspace. */
static GHashTable *
attributes_of (XaCredentialStore *self,
               const char        *connection)
{
  GHashTable *attributes = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (attributes, (gpointer) ATTRIBUTE_WORKSPACE, self->workspace);
  if (connection)
    g_hash_table_insert (attributes, (gpointer) ATTRIBUTE_CONNECTION, (gpointer) connection);

  return attributes;
}

static gboolean
search (GHashTable   *attributes,
        gboolean     *found,
        GCancellable *cancellable,
        GError      **error)
{
  GError *cause = NULL;
  GList  *items = secret_password_searchv_sync (&schema, attributes, SECRET_SEARCH_ALL, cancellable, &cause);

  if (cause)
    return fail_service (error, cause, cancellable);
  *found = items != NULL;
  g_list_free_full (items, g_object_unref);

  return TRUE;
}

/* Whether the keyring has something; opens it before it says no. */
static gboolean
find (GHashTable   *attributes,
      gboolean     *found,
      GCancellable *cancellable,
      GError      **error)
{
  GError  *cause = NULL;
  gboolean opened;

  if (!search (attributes, found, cancellable, error))
    return FALSE;
  if (*found)
    return TRUE;
  if (!xa_secret_service_open (&opened, cancellable, &cause))
    return fail_service (error, cause, cancellable);

  return !opened || search (attributes, found, cancellable, error);
}

/* Reads the text if it can be read now; *@text stays NULL where it is locked or absent. */
static gboolean
look_up (GHashTable   *attributes,
         char        **text,
         GCancellable *cancellable,
         GError      **error)
{
  GError *cause = NULL;

  *text = secret_password_lookupv_nonpageable_sync (&schema, attributes, cancellable, &cause);

  return cause == NULL || fail_service (error, cause, cancellable);
}

/* Returns: (transfer full): the text, to be freed with secret_password_free() */
static char *
read_text (GHashTable   *attributes,
           GCancellable *cancellable,
           GError      **error)
{
  char    *text;
  gboolean found;

  if (!look_up (attributes, &text, cancellable, error) || text)
    return text;
  if (!find (attributes, &found, cancellable, error))
    return NULL;
  if (!found) {
    g_set_error_literal (error, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_NOT_FOUND, N_ ("The keyring has no token for this connection: connect it again"));
    return NULL;
  }
  if (look_up (attributes, &text, cancellable, error) && text == NULL)
    fail_locked (error, N_ ("it holds the token of this connection"));

  return text;
}

static XaCredential *
read_credential (GHashTable   *attributes,
                 GCancellable *cancellable,
                 GError      **error)
{
  char         *text = read_text (attributes, cancellable, error);
  XaCredential *credential;

  if (text == NULL)
    return NULL;
  credential = xa_credential_parse (text, NULL);
  secret_password_free (text);
  if (credential == NULL)
    g_set_error_literal (error, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_BAD, N_ ("What the keyring has for this connection is not a token of XAudience: connect it again"));

  return credential;
}

static XaCredential *
take_held (XaCredentialStore *self,
           const char        *connection)
{
  XaCredential *held;

  pthread_mutex_lock (&self->lock);
  held = g_hash_table_lookup (self->held, connection);
  if (held)
    held = xa_credential_copy (held);
  pthread_mutex_unlock (&self->lock);

  return held;
}

static void
drop_held (XaCredentialStore *self,
           const char        *connection)
{
  pthread_mutex_lock (&self->lock);
  if (connection)
    g_hash_table_remove (self->held, connection);
  else
    g_hash_table_remove_all (self->held);
  pthread_mutex_unlock (&self->lock);
}

void
xa_credential_store_hold (XaCredentialStore  *self,
                          const char         *connection_uuid,
                          const XaCredential *credential)
{
  pthread_mutex_lock (&self->lock);
  g_hash_table_replace (self->held, g_strdup (connection_uuid), xa_credential_copy (credential));
  pthread_mutex_unlock (&self->lock);
}

gboolean
xa_credential_store_is_held (XaCredentialStore *self,
                             const char        *connection_uuid)
{
  gboolean held;

  pthread_mutex_lock (&self->lock);
  held = g_hash_table_contains (self->held, connection_uuid);
  pthread_mutex_unlock (&self->lock);

  return held;
}

XaCredential *
xa_credential_store_load (XaCredentialStore *self,
                          const char        *connection_uuid,
                          GCancellable      *cancellable,
                          GError           **error)
{
  g_autoptr (GHashTable) attributes = NULL;
  XaCredential *held = take_held (self, connection_uuid);

  if (held)
    return held;
  if (self->workspace == NULL) {
    g_set_error_literal (error, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_NOT_FOUND, N_ ("No token was given for this connection: give it with --token-stdin"));
    return NULL;
  }
  attributes = attributes_of (self, connection_uuid);

  return read_credential (attributes, cancellable, error);
}

/* Whether the keyring gives back what was put in. */
static gboolean
check_kept (GHashTable   *attributes,
            const char   *text,
            GCancellable *cancellable,
            GError      **error)
{
  char    *kept = read_text (attributes, cancellable, error);
  gboolean same;

  if (kept == NULL)
    return FALSE;
  same = strcmp (kept, text) == 0;
  secret_password_free (kept);
  if (!same)
    g_set_error_literal (error, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_NO_SERVICE, N_ ("The keyring gave back another token than was stored: look at what it holds, then connect again"));

  return same;
}

gboolean
xa_credential_store_save (XaCredentialStore  *self,
                          const char         *connection_uuid,
                          const char         *label,
                          const XaCredential *credential,
                          GCancellable       *cancellable,
                          GError            **error)
{
  g_autoptr (GHashTable) attributes = NULL;
  g_autofree char *text = NULL;
  GError          *cause = NULL;
  gboolean         found, kept;

  /* A refreshed token of a session's own connection stays in the session. */
  if (self->workspace == NULL || xa_credential_store_is_held (self, connection_uuid)) {
    xa_credential_store_hold (self, connection_uuid, credential);
    return TRUE;
  }
  attributes = attributes_of (self, connection_uuid);
  if (!find (attributes, &found, cancellable, error))
    return FALSE;
  text = xa_credential_format (credential);
  kept = secret_password_storev_sync (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, text, cancellable, &cause);
  if (kept)
    kept = check_kept (attributes, text, cancellable, error);
  else
    fail_service (error, cause, cancellable);
  explicit_bzero (text, strlen (text));

  return kept;
}

static gboolean
forget (XaCredentialStore *self,
        const char        *connection,
        GCancellable      *cancellable,
        GError           **error)
{
  g_autoptr (GHashTable) attributes = NULL;
  GError  *cause = NULL;
  gboolean found;

  drop_held (self, connection);
  if (self->workspace == NULL)
    return TRUE;
  attributes = attributes_of (self, connection);
  if (!find (attributes, &found, cancellable, error))
    return FALSE;
  if (!found)
    return TRUE;
  secret_password_clearv_sync (&schema, attributes, cancellable, &cause);
  if (cause)
    return fail_service (error, cause, cancellable);
  if (!search (attributes, &found, cancellable, error))
    return FALSE;

  return !found || fail_locked (error, N_ ("the token of this connection could not be removed"));
}

gboolean
xa_credential_store_forget (XaCredentialStore *self,
                            const char        *connection_uuid,
                            GCancellable      *cancellable,
                            GError           **error)
{
  g_return_val_if_fail (connection_uuid != NULL, FALSE);

  return forget (self, connection_uuid, cancellable, error);
}

gboolean
xa_credential_store_forget_all (XaCredentialStore *self,
                                GCancellable      *cancellable,
                                GError           **error)
{
  return forget (self, NULL, cancellable, error);
}
