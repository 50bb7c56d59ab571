#pragma once

#include <sqlite3.h>

/* "XAud": what sqlite3 and file(1) know a workspace by. */
#define XA_SCHEMA_APPLICATION_ID 0x58417564

/* The version this program writes; its upgrade steps are numbered from 1. */
#define XA_SCHEMA_VERSION 5

/* People a row of member_segment holds: 16 bytes each fill whole pages of 4,096 bytes well. */
#define XA_SEGMENT_SIZE 8192

extern const char *const xa_schema_steps[XA_SCHEMA_VERSION];
