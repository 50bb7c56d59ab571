#pragma once

/* The account of the stand-in library and its chats. Numbers of people are 73100000NN, their names and words have PLANTED in
 * them.
 *
 * Returns: (transfer full) (nullable): the whole answer, of malloc(), or NULL where the request is of another kind */
char *standin_world_answer (const char *request);

#define STANDIN_GROUP "-1001000000001"   /* 450 members, of whom one is a bot; history of 230 messages */
#define STANDIN_CHANNEL "-1001000000002" /* of the account: 900 followers, of whom 200 are listed; statistics */
#define STANDIN_ROWERS "-3"              /* a basic group of three */
#define STANDIN_HIDDEN "-1001000000004"  /* hides its members */
#define STANDIN_PHONE "9996621234"       /* of the account */
