package dev.flysnap.agent;

import dev.flysnap.sqlite.Quiesced;
import java.util.function.BooleanSupplier;

/**
 * What was quiesced, and whether it still is all that there is: writers of a database that came to
 * be meanwhile were not kept off.
 */
record QuiescedSet(Quiesced quiesced, BooleanSupplier isComplete) {}
