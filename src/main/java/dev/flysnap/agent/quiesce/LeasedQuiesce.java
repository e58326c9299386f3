package dev.flysnap.agent.quiesce;

import dev.flysnap.sqlite.quiesce.QuiesceSession;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The result of a quiesce.
 *
 * @param isComplete whether it still covers all databases: writers of a database created meanwhile
 *     were not held off
 * @param moved paths that lead to other files by now, one sentence without its end each
 */
record LeasedQuiesce(
        QuiesceSession quiesced, BooleanSupplier isComplete, Supplier<List<String>> moved) {}
