#pragma once

#include "net/xa-limits.h"

/* A clock that moves only when somebody sleeps. */
typedef struct {
  gint64 now_us;
  gint64 slept_us; /* in all */
  gint64 last_us;  /* the last sleep */
  guint  n_sleeps;
} FakeClock;

/* 2026-03-01 12:00 UTC */
#define FAKE_NOW_US (G_GINT64_CONSTANT (1772366400) * G_USEC_PER_SEC)

void fake_clock_init (FakeClock *clock, XaLimits *limits);
