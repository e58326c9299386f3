package dev.flysnap.demo.shop;

import java.time.Instant;
import java.util.List;

/**
 * The acknowledged orders that are missing in a restored database.
 *
 * @param committedBefore orders acknowledged before the snapshot's moment
 * @param lost of those, how many are not there
 * @param writtenAfter orders acknowledged after it
 * @param gone of those, how many are not there
 */
public record OrderLosses(long committedBefore, long lost, long writtenAfter, long gone) {

    /**
     * Compares the log of the lost app with a restored database.
     *
     * @param session the one that wrote before the loss
     * @param moment every order acknowledged before it must be there
     */
    static OrderLosses of(OrderLog log, OrderBook book, OrderSession session, Instant moment) {
        List<OrderLog.Entry> all =
                log.entries().stream().filter(it -> it.session().equals(session)).toList();
        List<OrderLog.Entry> before =
                all.stream().filter(it -> it.at().toEpochMilli() < moment.toEpochMilli()).toList();
        List<OrderLog.Entry> after =
                all.stream().filter(it -> it.at().toEpochMilli() >= moment.toEpochMilli()).toList();
        return new OrderLosses(
                before.size(),
                book.missing(before).size(),
                after.size(),
                book.missing(after).size());
    }

    /** Counts in a database file. */
    public static OrderLosses count(
            java.nio.file.Path database,
            java.nio.file.Path log,
            OrderSession session,
            Instant moment) {
        return of(OrderLog.read(log), OrderBook.read(database), session, moment);
    }
}
