/* What became of an offer, as the table `offer` has it in one number
 * (store/migrate/0062_offer_facts.sql). */
#ifndef SCHEDULER_LEARN_OFFER_FACTS_H
#define SCHEDULER_LEARN_OFFER_FACTS_H

enum offer_fact {
    OFFER_TAKEN = 1, /* ever accepted, or shared */
    OFFER_EDITED = 2,
    OFFER_OPENED = 4, /* a person clicked */
    OFFER_LED = 8,    /* to more than a reply */
    OFFER_SHARED = 16,
    OFFER_DISMISSED = 32
};

#endif
