package dev.flysnap.agent;

import dev.flysnap.sqlite.Quiesced;
import java.util.function.BooleanSupplier;

/**
 * The result of a quiesce, and a check whether it still covers all databases: writers of a database
 * created meanwhile were not held off.
 */
record QuiescedSet(Quiesced quiesced, BooleanSupplier isComplete) {}
