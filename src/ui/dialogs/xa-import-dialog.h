#pragma once

#include "ui/xa-jobs.h"

#include <gtk/gtk.h>

/* Asks what a list of members does not say: where its people are, whose members they are, and
 * whether they are all of them. */
typedef void (*XaImportAnswered) (GFile *file, const XaImportAnswers *answers, gpointer data);

/* @data lives as long as @parent. */
void xa_import_dialog_present (GtkWidget *parent, GFile *file, XaImportAnswered answered, gpointer data);
