package dev.flysnap.portable.store;

import java.io.IOException;
import java.io.OutputStream;

/** A store whose disk is full after so many bytes, all objects together. */
public final class LimitedStore extends ForwardingStore {
    private long left;

    public LimitedStore(CopyStore store, long bytes) {
        super(store);
        this.left = bytes;
    }

    @Override
    public Draft create(ObjectName name) {
        Draft draft = super.create(name);
        OutputStream limited =
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        write(new byte[] {(byte) value}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        int fits = (int) Math.min(left, length);
                        draft.stream().write(bytes, offset, fits);
                        left -= fits;
                        if (fits < length) {
                            throw new IOException("No space left on device");
                        }
                    }
                };
        return new Draft() {
            @Override
            public OutputStream stream() {
                return limited;
            }

            @Override
            public void commit() {
                draft.commit();
            }

            @Override
            public void close() {
                draft.close();
            }
        };
    }
}
