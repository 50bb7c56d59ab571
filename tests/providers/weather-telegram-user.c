#include "weather-fixtures.h"

#define GROUP "-1001000000001"

#define MEMBER(id) "{'@type':'chatMember','member_id':{'@type':'messageSenderUser','user_id':" id "},'joined_chat_date':1700000000,'status':{'@type':'chatMemberStatusMember'}}"

#define WORDS(text) "'content':{'@type':'messageText','text':{'@type':'formattedText','text':'" text "','entities':[]}}"

#define MESSAGE(id, date, who, content)                                                                                             \
  "{'@type':'message','id':" id ",'chat_id':" GROUP ",'date':" date ",'sender_id':{'@type':'messageSenderUser','user_id':" who "}," \
  "'interaction_info':{'@type':'messageInteractionInfo','view_count':0,'forward_count':2,'reactions':{'@type':'messageReactions',"  \
  "'can_get_added_reactions':true,'reactions':[{'@type':'messageReaction','total_count':1,'type':{'@type':'reactionTypeEmoji','emoji':'b'}}]}}," content "}"

#define ACTION(id, date, who, action) \
  "{'@type':'chatEvent','id':'" id "','date':" date ",'member_id':{'@type':'messageSenderUser','user_id':" who "},'action':{" action "}}"

static const WeatherAnswer answers[] = {
  { "/getChat?", "{'@type':'chat','id':" GROUP ",'title':'Room','type':{'@type':'chatTypeSupergroup','supergroup_id':1000000001,'is_channel':false}}", NULL },
  { "/getSupergroup?",
    "{'@type':'supergroup','id':1000000001,'member_count':0,'usernames':{'@type':'usernames','active_usernames':['the_room']},'status':{'@type':'chatMemberStatusAdministrator'}}",
    NULL },
  { "/getSupergroupFullInfo", "{'@type':'supergroupFullInfo','member_count':250,'can_get_members':true,'has_hidden_members':false,'can_get_statistics':true}", NULL },
  { "/getChatStatistics", "{'@type':'chatStatisticsSupergroup','member_count_graph':{'@type':'statisticalGraphAsync','token':'later'}}", NULL },
  { "/getStatisticalGraph", "{'@type':'statisticalGraphData','json_data':'{\\'columns\\':[[\\'x\\',1766966400000],[\\'y0\\',240]]}'}", NULL },
  { "/searchChatMembers", "{'@type':'chatMembers','total_count':1,'members':[" MEMBER ("7310000009") "]}", NULL },
  { "/getSupergroupMembers", "{'@type':'chatMembers','total_count':4,'members':[]}", NULL },
  { "offset=0&limit=200", "{'@type':'chatMembers','total_count':4,'members':[" MEMBER ("7310000001") "," MEMBER ("7310000002") "]}", NULL },
  { "offset=200&limit=200", "{'@type':'chatMembers','total_count':4,'members':[" MEMBER ("7310000003") "," MEMBER ("7310000009") "]}", NULL },
  { "/getChatEventLog", "{'@type':'chatEvents','events':[]}", NULL },
  { "/getChatEventLog?chat_id=" GROUP "&query=%22%22&from_event_id=%220%22&",
    "{'@type':'chatEvents','events':[" ACTION ("9000000000003", "1767225950", "7310000006", "'@type':'chatEventMemberJoined'") "," //
    ACTION ("9000000000002", "1767225940", "7310000007", "'@type':'chatEventMemberLeft'") "]}",
    NULL },
  { "from_event_id=%229000000000002%22&",
    "{'@type':'chatEvents','events':[" ACTION ("9000000000001", "1767225930", "7310000008", "'@type':'chatEventMemberRestricted','member_id':{'@type':'messageSenderUser','user_id':7310000003},"
                                                                                            "'old_status':{'@type':'chatMemberStatusMember'},'new_status':{'@type':'chatMemberStatusBanned'}") "]}",
    NULL },
  { "/getChatHistory", "{'@type':'messages','total_count':5,'messages':[]}", NULL },
  { "from_message_id=0&",
    "{'@type':'messages','total_count':5,'messages':[" MESSAGE ("5242880", "1767225900", "7310000001", WORDS ("plantedtext one")) "," //
    MESSAGE ("4194304", "1767225800", "7310000004", "'content':{'@type':'messageChatJoinByLink'}") "]}",
    NULL },
  { "from_message_id=4194304&",
    "{'@type':'messages','total_count':5,'messages':[" MESSAGE ("3145728", "1767225700", "7310000002", WORDS ("plantedtext two")) "," //
    MESSAGE ("1048576", "1767225600", "7310000003", "'content':{'@type':'messagePhoto','caption':{'@type':'formattedText','text':'plantedtext three','entities':[]}}") "]}",
    NULL },
  { "/getMessageAddedReactions",
    "{'@type':'addedReactions','total_count':1,'next_offset':'','reactions':[{'@type':'addedReaction','type':{'@type':'reactionTypeEmoji','emoji':'b'},"
    "'sender_id':{'@type':'messageSenderUser','user_id':7310000002},'date':1767225950}]}",
    NULL },
  { 0 },
};

static const char *const planted[] = { "73100000", "plantedtext", "0123456789abcdef", NULL };

const WeatherFixture weather_telegram_user = {
  .name = "telegram-user",
  .provider = &xa_telegram_user,
  .target = "telegram-group:" GROUP,
  .token = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  .answers = answers,
  .planted = planted,
};
