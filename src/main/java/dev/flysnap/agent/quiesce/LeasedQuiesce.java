package dev.flysnap.agent.quiesce;

import dev.flysnap.sqlite.quiesce.QuiesceSession;
import java.util.function.BooleanSupplier;

/**
 * The result of a quiesce, and a check whether it still covers all databases: writers of a database
 * created meanwhile were not held off.
 */
record LeasedQuiesce(QuiesceSession quiesced, BooleanSupplier isComplete) {}
