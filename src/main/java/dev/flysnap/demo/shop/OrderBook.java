package dev.flysnap.demo.shop;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The orders that a database holds.
 *
 * @param sessions by number, which app run wrote it
 */
public record OrderBook(SortedMap<Long, OrderSession> sessions) {
    private static final int MAX_ORDERS = 20_000_000;

    public OrderBook {
        sessions = new TreeMap<>(sessions);
    }

    /**
     * Reads a database that may be in use; none when it has no orders.
     *
     * @throws dev.flysnap.problem.FlysnapException if there is no database or it cannot be read
     */
    public static OrderBook read(Path database) {
        SortedMap<Long, OrderSession> sessions = new TreeMap<>();
        try (Connection connection = OrdersDatabase.openForReading(database);
                Statement statement = connection.createStatement()) {
            if (!hasOrders(statement)) {
                return new OrderBook(sessions);
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT number, session FROM %s ORDER BY number LIMIT %d"
                                    .formatted(OrdersDatabase.TABLE, MAX_ORDERS + 1))) {
                while (row.next()) {
                    sessions.put(row.getLong(1), new OrderSession(row.getString(2)));
                }
            }
        } catch (SQLException | IllegalArgumentException e) {
            throw DemoProblems.ordersNotRead(database, String.valueOf(e.getMessage())).exception(e);
        }
        if (sessions.size() > MAX_ORDERS) {
            throw DemoProblems.ordersNotRead(database, "There are too many to count here.")
                    .exception();
        }
        return new OrderBook(sessions);
    }

    public long count() {
        return sessions.size();
    }

    /** Whether this very order is there, not only its number. */
    public boolean holds(OrderLog.Entry order) {
        return order.session().equals(sessions.get(order.number()));
    }

    /** Those of the orders that are not there. */
    public List<OrderLog.Entry> missing(Collection<OrderLog.Entry> orders) {
        return orders.stream().filter(order -> !holds(order)).toList();
    }

    private static boolean hasOrders(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery(
                        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '%s'"
                                .formatted(OrdersDatabase.TABLE))) {
            return row.next() && row.getLong(1) == 1;
        }
    }
}
