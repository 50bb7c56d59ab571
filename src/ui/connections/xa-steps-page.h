#pragma once

#include "providers/xa-provider.h"

#include <adwaita.h>

/*
 * What is shown while somebody signs in step by step: what his account risks, one prompt after another, a code for another
 * device.
 *
 * "agreed": to the risk; "answered" (gchararray answer); "back"
 */
#define XA_TYPE_STEPS_PAGE (xa_steps_page_get_type ())
G_DECLARE_FINAL_TYPE (XaStepsPage, xa_steps_page, XA, STEPS_PAGE, AdwBin)

void xa_steps_page_show_risk (XaStepsPage *self, const char *words);
void xa_steps_page_ask (XaStepsPage *self, const XaPrompt *prompt);
void xa_steps_page_show_code (XaStepsPage *self, const char *text);
void xa_steps_page_clear (XaStepsPage *self); /* what was typed, and what was shown */
