#pragma once

#include "ui/xa-session.h"

/* Steers what is fetched, so that the user can take it back.
 * @forth, @back: (element-type XaControl): what is done, and what puts it as it was; @title: what it was, for undo */
void xa_steering_run (XaSession *session, const GArray *forth, const GArray *back, const char *title);
