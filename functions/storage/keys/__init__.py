"""Every DynamoDB key, built here and nowhere else.

Events     pk person            sk <family>#<time, 13 digits>#<message id>
           pk person            sk m#<message id>              key of an event with a wrong clock
           pk person            sk x#<message id>              what an event's row has no room for
Customers  pk person            sk profile | cart | traits | preferences
           pk person            sk contact | push#<HMAC of a token>
           pk person            sk consent#<time>#<question>#<answer>
           pk push#<HMAC>       sk owner                       whose device has the push token
           pk visitor           sk owners                      who owned the visitor, and when
           pk customer          sk names                       all names of the customer
           pk customer          sk linked#<since>#<person>     each link ever made to this name
           pk person            sk agenda                      what falls due for the person
           pk person            sk nudge#<kind>#<start>#<step> one decided step
           pk person            sk answer#<kind>#<start>#<step>#<outcome>#<at>
           pk person            sk conversion#<order id>       the nudge that an order counts for
           pk valve#<minute>    sk valve                       hand-overs allowed in that minute
           pk person            sk restock#<item id>           copy of a person's own subscription
           pk person            sk confirmations               wishes of an address to be confirmed
           pk restock#<item id>#<0..7>   sk <since>#<person>   who waits for an item, oldest first
           pk interest#<item id>#<0..7>  sk <person>           who has an item in mind
           pk wave#<item id>#<location>  sk wave               alerts of the newest wave there
           pk wave#<item id>#<wave>      sk sends              how often its message was put off
           pk erased#<HMAC>     sk erasure                     of a person who was erased
           pk quality#<key id>#<day>  sk quality               what of a key's events could be read
           pk config            sk key#<key id> | rule#<rule id> | template#<id> | brand
           pk config            sk apart#<person>              an id that too many share
           pk config            sk settings#nudges
           pk endpoints         sk endpoint#<id> | health#<id> where events go, and how it does
           pk person            sk delivery#<endpoint>#<event> an event for an endpoint
           pk endpoints         sk announced                   the model that was announced last
           pk endpoints         sk delivery#<endpoint>#<event> one that is about no person
           pk config            sk settings-history#nudges#<rev>
           indexes `due` (due_shard, due_at) and `ready` (ready_shard, ready_at) of rows that wait
           pk lease#<name>      sk lease                       apart, so that IAM can allow it alone
           pk imports           sk import#<id>                an import of a file
           pk imports           sk file#<digest>             when a file came first
           pk recipient#<channel>#<HMAC>     sk recipient      an address, not whose it is
           pk codes#<0..7>      sk <code>                      single-use codes that are free
           pk person            sk code#<kind>#<start>         the code that a sequence has taken
           pk code#<code>       sk taken                       a code that was given to a person
           pk suppressed#<channel>#<0..15>   sk <HMAC>         the list of suppressed addresses
Catalog    pk <item id>         sk item | stock#<location>
           pk alias#<name>      sk alias                       the item that has another name
           index `changes`: change_shard, changed_at
"""
