#pragma once

#include <adwaita.h>

void xa_dialogs_outlive_closing (AdwApplicationWindow *window);
