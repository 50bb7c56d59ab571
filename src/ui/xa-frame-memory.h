#pragma once

/* Lets the memory that one frame is drawn in serve the next: to be called once, before anything is drawn. */
void xa_frame_memory_keep (void);
