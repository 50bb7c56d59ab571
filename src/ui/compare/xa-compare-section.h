#pragma once

#include <gtk/gtk.h>

/* A part of the comparison: a heading, a sentence that says the finding, and what comes below it.
 * "explain": the user asks how it was computed. */
#define XA_TYPE_COMPARE_SECTION (xa_compare_section_get_type ())
G_DECLARE_FINAL_TYPE (XaCompareSection, xa_compare_section, XA, COMPARE_SECTION, GtkBox)

void        xa_compare_section_set_finding (XaCompareSection *self, const char *finding);
const char *xa_compare_section_get_title (XaCompareSection *self);
