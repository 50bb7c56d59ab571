#include "weather-fixtures.h"

#define DAY "'timeRange':{'start':1767052800000,'end':1767139200000}"
#define KIND(member, value, n) "{'" member "':'" value "','followerCounts':{'organicFollowerCount':" n ",'paidFollowerCount':0}}"
#define POST(urn, ms, more) "{'id':'" urn "','commentary':'plantedtext {hashtag|\\\\#|birds} @[Planted](urn:li:person:planted) @[Rival](urn:li:organization:8)','publishedAt':" ms ",'lifecycleState':'PUBLISHED'" more "}"
#define STATISTICS(name, urn) "{'" name "':'" urn "','totalShareStatistics':{'likeCount':5,'commentCount':2,'shareCount':1,'impressionCount':90}}"

static const WeatherAnswer answers[] = {
  { "/organizations/7", "{'id':7,'localizedName':'The News','vanityName':'news'}", NULL },
  { "/networkSizes/urn%3Ali%3Aorganization%3A7?", "{'firstDegreeSize':120}", NULL },
  { "/organizationAcls?", "{'elements':[{'organization':'urn:li:organization:7','role':'ADMINISTRATOR','roleAssignee':'urn:li:person:planted'}]}", NULL },
  { "/organizationalEntityFollowerStatistics?",
    "{'elements':[{'followerCountsByGeoCountry':[" KIND ("geo", "urn:li:geo:1", "80") "," KIND ("geo", "urn:li:geo:2", "20") "],'followerCountsByIndustry':[" KIND ("industry", "urn:li:industry:43", "60") "],"
                                                                                                                                                                                                            "'followerCountsBySeniority':[" KIND ("seniority", "urn:li:seniority:4", "31") "],'followerCountsByStaffCountRange':[" KIND ("staffCountRange", "SIZE_1", "7") "]}]}",
    NULL },
  { "/v2/geo?", "{'results':{'1':{'defaultLocalizedName':{'value':'Norway'}},'2':{'defaultLocalizedName':{'value':'Chile'}}}}", NULL },
  { "/v2/industryTaxonomyVersions/DEFAULT/industries?", "{'results':{'43':{'name':{'localized':{'en_US':'Fisheries'}}}}}", NULL },
  { "/v2/seniorities?", "{'results':{}}", NULL },
  { "/organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A7&timeIntervals", "{'elements':[{" DAY ",'followerGains':{'organicFollowerGain':3,'paidFollowerGain':1}}]}", NULL },
  { "/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A7&timeIntervals",
    "{'elements':[{" DAY ",'totalShareStatistics':{'likeCount':4,'commentCount':1,'shareCount':0,'impressionCount':70}}]}", NULL },
  { "/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A7&shares=List(urn%3Ali%3Ashare%3A11)", "{'elements':[" STATISTICS ("share", "urn:li:share:11") "]}", NULL },
  { "/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A7&ugcPosts=List(urn%3Ali%3AugcPost%3A12)", "{'elements':[" STATISTICS ("ugcPost", "urn:li:ugcPost:12") "]}", NULL },
  { "/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A7&shares", "{'elements':[" STATISTICS ("share", "urn:li:share:13") "]}", NULL },
  { "/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A7&ugcPosts", "{'elements':[]}", NULL },
  { "/posts?q=author&author=urn%3Ali%3Aorganization%3A7&count=50&start=0",
    "{'paging':{'start':0,'count':50,'links':[{'rel':'next','href':'/x'}]},'elements':[" POST ("urn:li:share:11", "1767225600000", ",'content':{'media':{}}") "," POST ("urn:li:ugcPost:12", "1767139200000", "") "]}", NULL },
  { "/posts?q=author&author=urn%3Ali%3Aorganization%3A7&count=50&start=2", "{'paging':{'start':2,'count':50,'links':[]},'elements':[" POST ("urn:li:share:13", "1767052800000", "") "]}", NULL },
  { "/posts?q=author&author=urn%3Ali%3Aorganization%3A7&count=50&start=", "{'paging':{'start':2,'count':50,'links':[]},'elements':[]}", NULL },
  { 0 },
};

static const char *const planted[] = { "planted", "Planted", NULL };

const WeatherFixture weather_linkedin = {
  .name = "linkedin",
  .provider = &xa_linkedin,
  .target = "linkedin:7?handle=news",
  .token = "plantedtoken",
  .answers = answers,
  .planted = planted,
};
