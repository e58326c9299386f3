package dev.flysnap.fly.settings;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads as much of MessagePack as tokens are made of: whole numbers and arrays; anything else is
 * passed over. Source: the MessagePack specification.
 */
final class MessagePack {
    private static final int MAX_DEPTH = 20;

    private final ByteBuffer bytes;

    private MessagePack(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** A value; others than these two are not looked into. */
    sealed interface Value {
        record Whole(long value) implements Value {}

        record Items(List<Value> values) implements Value {}

        record Other() implements Value {}
    }

    /** The first value; empty where the bytes are none. */
    static Optional<Value> read(byte[] bytes) {
        try {
            return Optional.of(new MessagePack(bytes).value(0));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Value value(int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("too deep");
        }
        int type = bytes.get() & 0xff;
        if (type <= 0x7f) {
            return new Value.Whole(type);
        }
        if (type <= 0x8f) {
            return map(type & 0x0f, depth);
        }
        if (type <= 0x9f) {
            return items(type & 0x0f, depth);
        }
        if (type <= 0xbf) {
            return skip(type & 0x1f);
        }
        if (type >= 0xe0) {
            return new Value.Whole((byte) type);
        }
        return switch (type) {
            case 0xc0, 0xc2, 0xc3 -> new Value.Other();
            case 0xc4, 0xd9 -> skip(bytes.get() & 0xff);
            case 0xc5, 0xda -> skip(bytes.getShort() & 0xffff);
            case 0xc6, 0xdb -> skip(bytes.getInt());
            case 0xc7 -> skip((bytes.get() & 0xff) + 1);
            case 0xc8 -> skip((bytes.getShort() & 0xffff) + 1);
            case 0xca -> skip(4);
            case 0xcb -> skip(8);
            case 0xcc -> new Value.Whole(bytes.get() & 0xff);
            case 0xcd -> new Value.Whole(bytes.getShort() & 0xffff);
            case 0xce -> new Value.Whole(bytes.getInt() & 0xffffffffL);
            case 0xcf, 0xd3 -> new Value.Whole(bytes.getLong());
            case 0xd0 -> new Value.Whole(bytes.get());
            case 0xd1 -> new Value.Whole(bytes.getShort());
            case 0xd2 -> new Value.Whole(bytes.getInt());
            case 0xd4 -> skip(2);
            case 0xd5 -> skip(3);
            case 0xd6 -> skip(5);
            case 0xd7 -> skip(9);
            case 0xd8 -> skip(17);
            case 0xdc -> items(bytes.getShort() & 0xffff, depth);
            case 0xdd -> items(bytes.getInt(), depth);
            case 0xde -> map(bytes.getShort() & 0xffff, depth);
            case 0xdf -> map(bytes.getInt(), depth);
            default -> throw new IllegalArgumentException("no such type");
        };
    }

    private Value skip(int count) {
        if (count < 0 || count > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer _ = bytes.position(bytes.position() + count);
        return new Value.Other();
    }

    private Value items(int count, int depth) {
        if (count < 0 || count > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(value(depth + 1));
        }
        return new Value.Items(values);
    }

    private Value map(int count, int depth) {
        if (count < 0 || count > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        for (int i = 0; i < 2 * count; i++) {
            Value _ = value(depth + 1);
        }
        return new Value.Other();
    }
}
