#include "weather-fixtures.h"

#define GUILD "197038439483310086"
#define NO_THREADS "{'threads':[],'members':[],'has_more':false}"

/* Full pages: a hundred messages, a hundred people who reacted. */
#define TEN(EACH, p) EACH (p "9") "," EACH (p "8") "," EACH (p "7") "," EACH (p "6") "," EACH (p "5") "," EACH (p "4") "," EACH (p "3") "," EACH (p "2") "," EACH (p "1") "," EACH (p "0")
#define HUNDRED(EACH, p) TEN (EACH, p "9") "," TEN (EACH, p "8") "," TEN (EACH, p "7") "," TEN (EACH, p "6") "," TEN (EACH, p "5") "," TEN (EACH, p "4") "," TEN (EACH, p "3") "," TEN (EACH, p "2") "," TEN (EACH, p "1") "," TEN (EACH, p "0")

#define MESSAGE(id, more)                                                                                                              \
  "{'id':'" id "','type':0,'timestamp':'2026-01-01T00:00:00.000000+00:00','author':{'id':'7310001" id "','username':'plantedhandle'}," \
  "'content':'plantedtext'" more "}"
#define PLAIN(id) MESSAGE (id, "")
#define FAN(id) "{'id':'73105" id "','username':'plantedhandle'}"
#define MEMBER(id) "{'user':{'id':'73102" id "','username':'plantedhandle','bot':false},'joined_at':'2024-05-06T07:08:09.000000+00:00'}"

static const WeatherAnswer server_answers[] = {
  { "/applications/@me", "{'id':'1','name':'bot','flags':294912}", NULL },
  { "/guilds/" GUILD "?with_counts=true", "{'id':'" GUILD "','name':'Testers','approximate_member_count':3,'approximate_presence_count':2}", NULL },
  { "/guilds/" GUILD "/threads/active", NO_THREADS, NULL },
  { "/threads/archived/public", NO_THREADS, NULL },
  { "/members?limit=1000", "[" MEMBER ("1") "," MEMBER ("2") "," MEMBER ("3") "]", NULL },
  { "/guilds/" GUILD "/channels",
    "[{'id':'100','type':0,'name':'general','last_message_id':'4199'},{'id':'101','type':4,'name':'category'},{'id':'102','type':5,'name':'news','last_message_id':'900'}]", NULL },
  { "/channels/100/messages?limit=100", "[" HUNDRED (PLAIN, "41") "]", NULL },
  { "/channels/100/messages?limit=100&before=4100", "[" MESSAGE ("4050", ",'message_reference':{'type':0,'message_id':'4100','channel_id':'100'}") "," PLAIN ("4049") "]", NULL },
  { "/channels/102/messages?limit=100", "[" MESSAGE ("900", ",'reactions':[{'count':102,'emoji':{'id':null,'name':'a'}},{'count':2,'emoji':{'id':'8','name':'lul'}}],'attachments':[{}]") "]", NULL },
  { "/messages/900/reactions/", "[" FAN ("6000") "]", NULL },
  { "/messages/900/reactions/a?limit=100&type=0", "[" TEN (FAN, "40") "]", NULL },
  { 0 },
};

static const char *const planted[] = { "planted", "73100", "73102", "73105", NULL };

const WeatherFixture weather_discord = {
  .name = "discord",
  .provider = &xa_discord,
  .target = "discord:" GUILD,
  .token = "planted.discord.token",
  .answers = server_answers,
  .planted = planted,
};
