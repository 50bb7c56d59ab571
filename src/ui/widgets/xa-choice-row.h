#pragma once

#include <adwaita.h>

/* What is chosen is not cut short where there is little room: what explains it takes more lines
 * instead. For rows of a few short words, which are shown as texts. */
void xa_choice_row_show_in_full (AdwComboRow *row);
