#pragma once

#include "ui/connections/xa-browser-wait.h"
#include "ui/connections/xa-connect-dialog.h"
#include "ui/connections/xa-steps-page.h"
#include "ui/connections/xa-steps-wait.h"

/*
 * The parts of the dialog that connects: what is filled in (-form), what follows once it is sent off,
 * with the browser or with questions of the platform (-sign-in), and the widget itself.
 */
#define XA_TYPE_CONNECT_DIALOG (xa_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (XaConnectDialog, xa_connect_dialog, XA, CONNECT_DIALOG, AdwDialog)

struct _XaConnectDialog {
  AdwDialog            parent_instance;
  AdwWindowTitle      *heading;
  GtkButton           *go;
  GtkWidget           *spinner;
  GtkStack            *pages;
  AdwPreferencesPage  *form;
  XaStepsPage         *steps_page;
  AdwStatusPage       *browser_page;
  AdwPreferencesGroup *paste_group;
  AdwEntryRow         *pasted;
  AdwPreferencesGroup *problem_group;
  GtkLabel            *problem;
  AdwPreferencesGroup *steps;
  AdwPreferencesGroup *access;
  AdwComboRow         *way;
  AdwEntryRow         *user;
  AdwPasswordEntryRow *secret;
  AdwSwitchRow        *hold;
  AdwPreferencesGroup *place;
  AdwEntryRow         *name;
  AdwEntryRow         *address;
  GtkWidget           *unproven_group;
  GtkLabel            *unproven;
  AdwSwitchRow *private;

  XaLive           *live; /* (owned) */
  const XaProvider *provider;
  XaConnection     *connection;  /* (owned) (nullable): to sign in to again */
  GPtrArray        *ways;        /* (owned) (element-type XaSignIn): those that can be chosen */
  GPtrArray        *step_rows;   /* (owned): what the group of steps shows */
  GCancellable     *cancellable; /* (owned): of what is under way */
  XaBrowserWait    *wait;        /* (owned) (nullable): for the browser */
  XaStepsWait      *asking;      /* (owned) (nullable): for what the platform asks next */
  char             *page;        /* (owned) (nullable): the address that the browser shows */
  GtkWidget        *parent;      /* (nullable): weak */
  gboolean          accepts_risk;
  XaConnected       connected;
  gpointer          data;
};

/* What is sent to the other thread. */
typedef struct {
  const XaProvider *provider;
  char             *name;    /* (owned) (nullable) */
  char             *address; /* (owned) (nullable) */
  const char       *sign_in;
  XaCredential     *credential; /* (owned) (nullable) */
  XaConnection     *connection; /* (owned) (nullable): to sign in to again */
  XaBrowserWait    *wait;       /* (owned) (nullable): where a browser takes part */
  XaStepsWait      *asking;     /* (owned) (nullable): where the platform asks step by step */
  gboolean          hold_only, allow_private, accepts_risk;
} XaConnectWish;

/* --- what is filled in --- */

void            xa_connect_dialog_set_ways (XaConnectDialog *self);                        /* those that can be chosen, and the usual one */
const XaSignIn *xa_connect_dialog_get_way (XaConnectDialog *self);                         /* (nullable): the one that is chosen */
void            xa_connect_dialog_show_way (XaConnectDialog *self);                        /* the steps and the fields that it takes */
void            xa_connect_dialog_show_problem (XaConnectDialog *self, const char *words); /* (nullable): there is none */
/* NULL with the problem shown, where something is missing or wrong. */
XaConnectWish *xa_connect_dialog_take_wish (XaConnectDialog *self) G_GNUC_WARN_UNUSED_RESULT;
void           xa_connect_wish_unref (gpointer self); /* a counted record: it goes into threads and comes back */

/* --- what follows --- */

void xa_connect_dialog_begin (XaConnectDialog *self, XaConnectWish *wish); /* (transfer full) */
void xa_connect_dialog_show_risk (XaConnectDialog *self, const XaSignIn *way);
void xa_connect_dialog_show_form (XaConnectDialog *self, const char *problem); /* back to it, where everything stands as it was */
void xa_connect_dialog_go_back (XaConnectDialog *self);
void xa_connect_dialog_answer (XaConnectDialog *self, const char *answer);
void xa_connect_dialog_paste (XaConnectDialog *self);
void xa_connect_dialog_launch (XaConnectDialog *self); /* the page in the browser, once more */
