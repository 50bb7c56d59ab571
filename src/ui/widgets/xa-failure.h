#pragma once

#include <adwaita.h>

/* Says on a page that stands for what could not be shown what happened, and that nothing was harmed by it. */
void xa_failure_tell (AdwStatusPage *page, const GError *error);
