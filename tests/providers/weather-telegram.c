#include "weather-fixtures.h"

/* --- bot ------------------------------------------------------------------------------------- */

#define GROUP "-1001234567890"
#define CHAT "'chat':{'id':" GROUP ",'type':'supergroup','title':'Room'}"

static const WeatherAnswer bot_answers[] = {
  { "/getChat?", "{'ok':true,'result':{'id':" GROUP ",'type':'supergroup','title':'Room','username':'the_room'}}", NULL },
  { "/getChatMemberCount", "{'ok':true,'result':4321}", NULL },
  { "/getMe", "{'ok':true,'result':{'id':123456,'is_bot':true,'username':'our_bot','can_read_all_group_messages':true}}", NULL },
  { "/getChatMember?", "{'ok':true,'result':{'status':'administrator','user':{'id':123456}}}", NULL },
  { "/getUpdates",
    "{'ok':true,'result':["
    "{'update_id':500,'message':{'message_id':11,'date':1767225600," CHAT ",'from':{'id':7310000001,'is_bot':false,'first_name':'Plantedname','username':'planted_handle'},"
    "'text':'hi Plantedname, #birds','entities':[{'type':'text_mention','offset':3,'length':11,'user':{'id':7310000002,'first_name':'Plantedname'}},"
    "{'type':'hashtag','offset':16,'length':6}]}},"
    "{'update_id':501,'message_reaction':{" CHAT ",'message_id':11,'date':1767225700,'user':{'id':7310000004,'is_bot':false},"
    "'old_reaction':[],'new_reaction':[{'type':'emoji','emoji':'b'}]}},"
    "{'update_id':502,'chat_member':{" CHAT ",'date':1767225800,'from':{'id':7310000005},"
    "'old_chat_member':{'status':'left','user':{'id':7310000005,'is_bot':false}},"
    "'new_chat_member':{'status':'member','user':{'id':7310000005,'is_bot':false}}}}]}",
    NULL },
  { "offset=503",
    "{'ok':true,'result':["
    "{'update_id':503,'message':{'message_id':12,'date':1767225900," CHAT ",'from':{'id':7310000003,'is_bot':false},'caption':'plantedtext','photo':[{}],"
    "'forward_origin':{'type':'channel','date':1767000000,'message_id':5,'chat':{'id':-1009876543210,'type':'channel','title':'Lakes'}}}},"
    "{'update_id':504,'message_reaction_count':{" CHAT ",'message_id':9,'date':1767225900,'reactions':[{'type':{'type':'emoji','emoji':'a'},'total_count':4}]}}]}",
    NULL },
  { "offset=505", "{'ok':true,'result':[]}", NULL },
  { 0 },
};

static const char *const bot_planted[] = { "73100000", "Plantedname", "planted_handle", "plantedtext", "123456:PLANTED", "hi ", NULL };

const WeatherFixture weather_telegram_bot = {
  .name = "telegram-bot",
  .provider = &xa_telegram_bot,
  .target = "telegram-group:" GROUP,
  .token = "123456:PLANTED-token-abcdefghijklmnopqrstuv",
  .followed = GROUP,
  .answers = bot_answers,
  .planted = bot_planted,
};

/* --- public pages ---------------------------------------------------------------------------- */

#define PAGE(content) "<!DOCTYPE html><html><head></head><body class=\"tgme_body\">" content "</body></html>"
#define MORE(before) "<a class=\"tme_messages_more tgme_messages_more\" data-before=\"" before "\"></a>"
#define POST(id, day)                                                                                                     \
  "<div class=\"tgme_widget_message\" data-post=\"birds/" id "\"><div class=\"tgme_widget_message_text\">plantedtext " id \
  "<a href=\"tg://user?id=7310000001\">Plantedname</a></div><span class=\"tgme_widget_message_views\">" id "</span>"      \
  "<a class=\"tgme_widget_message_date\"><time datetime=\"" day "T00:00:00+00:00\"></time></a></div>"

static const WeatherAnswer preview_answers[] = {
  { "t.me/birds", PAGE ("<div class=\"tgme_page_title\">Birds</div><div class=\"tgme_page_extra\">12 345 subscribers</div>"), NULL },
  { "t.me/s/birds", PAGE (MORE ("90") POST ("90", "2025-12-30") POST ("91", "2026-01-01")), NULL },
  { "t.me/s/birds?before=90", PAGE (MORE ("80") POST ("80", "2025-12-01") POST ("81", "2025-12-02")), NULL },
  { "t.me/s/birds?before=80", PAGE (POST ("1", "2025-01-01")), NULL },
  { 0 },
};

static const char *const preview_planted[] = { "73100000", "Plantedname", "plantedtext", NULL };

const WeatherFixture weather_telegram_preview = {
  .name = "telegram-preview",
  .provider = &xa_telegram_preview,
  .target = "telegram:@birds",
  .answers = preview_answers,
  .planted = preview_planted,
};
