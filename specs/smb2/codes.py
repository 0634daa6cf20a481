"""Numbers and flags of SMB 2.

Source: [MS-SMB2], sections 2.2.1 to 2.2.44; [MS-ERREF], section 2.3 (the statuses that [MS-SMB2] names, and common others);
[MS-FSCC], sections 2.3 (control codes), 2.4 and 2.5 (classes of information) and 2.6 (attributes).
"""

from __future__ import annotations

from enum import IntEnum, IntFlag


class Command(IntEnum):
    """Commands (section 2.2.1)."""

    NEGOTIATE = 0x00
    SESSION_SETUP = 0x01
    LOGOFF = 0x02
    TREE_CONNECT = 0x03
    TREE_DISCONNECT = 0x04
    CREATE = 0x05
    CLOSE = 0x06
    FLUSH = 0x07
    READ = 0x08
    WRITE = 0x09
    LOCK = 0x0A
    IOCTL = 0x0B
    CANCEL = 0x0C
    ECHO = 0x0D
    QUERY_DIRECTORY = 0x0E
    CHANGE_NOTIFY = 0x0F
    QUERY_INFO = 0x10
    SET_INFO = 0x11
    OPLOCK_BREAK = 0x12
    SERVER_TO_CLIENT_NOTIFICATION = 0x13


class HeaderFlags(IntFlag):
    """How a message is to be processed (section 2.2.1); PRIORITY_MASK is a number of three bits."""

    SERVER_TO_REDIR = 0x0000_0001
    ASYNC_COMMAND = 0x0000_0002
    RELATED_OPERATIONS = 0x0000_0004
    SIGNED = 0x0000_0008
    PRIORITY_MASK = 0x0000_0070
    DFS_OPERATIONS = 0x1000_0000
    REPLAY_OPERATION = 0x2000_0000


class Status(IntEnum):
    """How a request ended ([MS-ERREF], section 2.3)."""

    SUCCESS = 0x0000_0000
    PENDING = 0x0000_0103
    NOTIFY_CLEANUP = 0x0000_010B
    NOTIFY_ENUM_DIR = 0x0000_010C
    BUFFER_OVERFLOW = 0x8000_0005
    NO_MORE_FILES = 0x8000_0006
    STOPPED_ON_SYMLINK = 0x8000_002D
    UNSUCCESSFUL = 0xC000_0001
    NOT_IMPLEMENTED = 0xC000_0002
    INVALID_INFO_CLASS = 0xC000_0003
    INFO_LENGTH_MISMATCH = 0xC000_0004
    INVALID_HANDLE = 0xC000_0008
    INVALID_PARAMETER = 0xC000_000D
    NO_SUCH_DEVICE = 0xC000_000E
    NO_SUCH_FILE = 0xC000_000F
    INVALID_DEVICE_REQUEST = 0xC000_0010
    END_OF_FILE = 0xC000_0011
    MORE_PROCESSING_REQUIRED = 0xC000_0016
    NO_MEMORY = 0xC000_0017
    ACCESS_DENIED = 0xC000_0022
    BUFFER_TOO_SMALL = 0xC000_0023
    OBJECT_NAME_INVALID = 0xC000_0033
    OBJECT_NAME_NOT_FOUND = 0xC000_0034
    OBJECT_NAME_COLLISION = 0xC000_0035
    OBJECT_PATH_INVALID = 0xC000_0039
    OBJECT_PATH_NOT_FOUND = 0xC000_003A
    OBJECT_PATH_SYNTAX_BAD = 0xC000_003B
    SHARING_VIOLATION = 0xC000_0043
    EAS_NOT_SUPPORTED = 0xC000_004F
    EA_TOO_LARGE = 0xC000_0050
    FILE_LOCK_CONFLICT = 0xC000_0054
    LOCK_NOT_GRANTED = 0xC000_0055
    DELETE_PENDING = 0xC000_0056
    PRIVILEGE_NOT_HELD = 0xC000_0061
    WRONG_PASSWORD = 0xC000_006A
    LOGON_FAILURE = 0xC000_006D
    ACCOUNT_RESTRICTION = 0xC000_006E
    PASSWORD_EXPIRED = 0xC000_0071
    ACCOUNT_DISABLED = 0xC000_0072
    RANGE_NOT_LOCKED = 0xC000_007E
    DISK_FULL = 0xC000_007F
    INSUFFICIENT_RESOURCES = 0xC000_009A
    MEDIA_WRITE_PROTECTED = 0xC000_00A2
    PIPE_NOT_AVAILABLE = 0xC000_00AC
    PIPE_BUSY = 0xC000_00AE
    PIPE_DISCONNECTED = 0xC000_00B0
    IO_TIMEOUT = 0xC000_00B5
    FILE_IS_A_DIRECTORY = 0xC000_00BA
    NOT_SUPPORTED = 0xC000_00BB
    DUPLICATE_NAME = 0xC000_00BD
    BAD_NETWORK_PATH = 0xC000_00BE
    NETWORK_NAME_DELETED = 0xC000_00C9
    NETWORK_ACCESS_DENIED = 0xC000_00CA
    BAD_DEVICE_TYPE = 0xC000_00CB
    BAD_NETWORK_NAME = 0xC000_00CC
    REQUEST_NOT_ACCEPTED = 0xC000_00D0
    PIPE_EMPTY = 0xC000_00D9
    OPLOCK_NOT_GRANTED = 0xC000_00E2
    INVALID_OPLOCK_PROTOCOL = 0xC000_00E3
    DIRECTORY_NOT_EMPTY = 0xC000_0101
    NOT_A_DIRECTORY = 0xC000_0103
    TOO_MANY_OPENED_FILES = 0xC000_011F
    CANCELLED = 0xC000_0120
    CANNOT_DELETE = 0xC000_0121
    FILE_CLOSED = 0xC000_0128
    PIPE_BROKEN = 0xC000_014B
    INVALID_LOCK_RANGE = 0xC000_01A1
    USER_SESSION_DELETED = 0xC000_0203
    NOT_FOUND = 0xC000_0225
    PATH_NOT_COVERED = 0xC000_0257
    NETWORK_SESSION_EXPIRED = 0xC000_035C
    FILE_NOT_AVAILABLE = 0xC000_0467
    SHARE_UNAVAILABLE = 0xC000_0480
    SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP = 0xC05D_0000
    SMB_BAD_CLUSTER_DIALECT = 0xC05D_0001


class Dialect(IntEnum):
    """The versions of the protocol (section 2.2.3)."""

    SMB_2_0_2 = 0x0202
    SMB_2_1 = 0x0210
    SMB_3_0 = 0x0300
    SMB_3_0_2 = 0x0302
    SMB_3_1_1 = 0x0311
    WILDCARD = 0x02FF


class SecurityMode(IntFlag):
    """Whether messages are signed (section 2.2.3)."""

    SIGNING_ENABLED = 1
    SIGNING_REQUIRED = 2


class Capabilities(IntFlag):
    """Capabilities of a side (section 2.2.3)."""

    DFS = 0x01
    LEASING = 0x02
    LARGE_MTU = 0x04
    MULTI_CHANNEL = 0x08
    PERSISTENT_HANDLES = 0x10
    DIRECTORY_LEASING = 0x20
    ENCRYPTION = 0x40
    NOTIFICATIONS = 0x80


class ContextType(IntEnum):
    """Types of negotiate contexts (section 2.2.3.1)."""

    PREAUTH_INTEGRITY_CAPABILITIES = 0x0001
    ENCRYPTION_CAPABILITIES = 0x0002
    COMPRESSION_CAPABILITIES = 0x0003
    NETNAME_NEGOTIATE_CONTEXT_ID = 0x0005
    TRANSPORT_CAPABILITIES = 0x0006
    RDMA_TRANSFORM_CAPABILITIES = 0x0007
    SIGNING_CAPABILITIES = 0x0008
    RESERVED = 0x0100


class HashAlgorithm(IntEnum):
    """The hash of the negotiation (section 2.2.3.1.1)."""

    SHA_512 = 1


class Cipher(IntEnum):
    """How messages are encrypted (section 2.2.3.1.2)."""

    AES_128_CCM = 1
    AES_128_GCM = 2
    AES_256_CCM = 3
    AES_256_GCM = 4


class CompressionAlgorithm(IntEnum):
    """How messages are compressed (section 2.2.3.1.3)."""

    NONE = 0
    LZNT1 = 1
    LZ77 = 2
    LZ77_HUFFMAN = 3
    PATTERN_V1 = 4
    LZ4 = 5


class RdmaTransform(IntEnum):
    """Transforms of data sent by RDMA (section 2.2.3.1.6)."""

    NONE = 0
    ENCRYPTION = 1
    SIGNING = 2


class SigningAlgorithm(IntEnum):
    """How messages are signed (section 2.2.3.1.7)."""

    HMAC_SHA256 = 0
    AES_CMAC = 1
    AES_GMAC = 2


class SessionFlags(IntFlag):
    """Flags of a session (section 2.2.6)."""

    IS_GUEST = 1
    IS_NULL = 2
    ENCRYPT_DATA = 4


class TreeConnectFlags(IntFlag):
    """How a client connects to a share (section 2.2.9)."""

    CLUSTER_RECONNECT = 1
    REDIRECT_TO_OWNER = 2
    EXTENSION_PRESENT = 4


class ShareType(IntEnum):
    """Kinds of shares (section 2.2.10)."""

    DISK = 1
    PIPE = 2
    PRINT = 3


class ShareFlags(IntFlag):
    """Properties of a share (section 2.2.10); manual caching is neither AUTO_CACHING nor VDO_CACHING, no caching is both."""

    DFS = 0x0000_0001
    DFS_ROOT = 0x0000_0002
    AUTO_CACHING = 0x0000_0010
    VDO_CACHING = 0x0000_0020
    RESTRICT_EXCLUSIVE_OPENS = 0x0000_0100
    FORCE_SHARED_DELETE = 0x0000_0200
    ALLOW_NAMESPACE_CACHING = 0x0000_0400
    ACCESS_BASED_DIRECTORY_ENUM = 0x0000_0800
    FORCE_LEVELII_OPLOCK = 0x0000_1000
    ENABLE_HASH_V1 = 0x0000_2000
    ENABLE_HASH_V2 = 0x0000_4000
    ENCRYPT_DATA = 0x0000_8000
    IDENTITY_REMOTING = 0x0004_0000
    COMPRESS_DATA = 0x0010_0000
    ISOLATED_TRANSPORT = 0x0020_0000


class ShareCapabilities(IntFlag):
    """Capabilities of a share (section 2.2.10)."""

    DFS = 0x008
    CONTINUOUS_AVAILABILITY = 0x010
    SCALEOUT = 0x020
    CLUSTER = 0x040
    ASYMMETRIC = 0x080
    REDIRECT_TO_OWNER = 0x100


class AccessMask(IntFlag):
    """Access rights (section 2.2.13.1); the lowest bits have other names for a directory."""

    READ_DATA = 0x0000_0001
    WRITE_DATA = 0x0000_0002
    APPEND_DATA = 0x0000_0004
    READ_EA = 0x0000_0008
    WRITE_EA = 0x0000_0010
    EXECUTE = 0x0000_0020
    DELETE_CHILD = 0x0000_0040
    READ_ATTRIBUTES = 0x0000_0080
    WRITE_ATTRIBUTES = 0x0000_0100
    DELETE = 0x0001_0000
    READ_CONTROL = 0x0002_0000
    WRITE_DAC = 0x0004_0000
    WRITE_OWNER = 0x0008_0000
    SYNCHRONIZE = 0x0010_0000
    ACCESS_SYSTEM_SECURITY = 0x0100_0000
    MAXIMUM_ALLOWED = 0x0200_0000
    GENERIC_ALL = 0x1000_0000
    GENERIC_EXECUTE = 0x2000_0000
    GENERIC_WRITE = 0x4000_0000
    GENERIC_READ = 0x8000_0000


class FileAttributes(IntFlag):
    """Attributes of a file ([MS-FSCC], section 2.6)."""

    READONLY = 0x0000_0001
    HIDDEN = 0x0000_0002
    SYSTEM = 0x0000_0004
    DIRECTORY = 0x0000_0010
    ARCHIVE = 0x0000_0020
    NORMAL = 0x0000_0080
    TEMPORARY = 0x0000_0100
    SPARSE_FILE = 0x0000_0200
    REPARSE_POINT = 0x0000_0400
    COMPRESSED = 0x0000_0800
    OFFLINE = 0x0000_1000
    NOT_CONTENT_INDEXED = 0x0000_2000
    ENCRYPTED = 0x0000_4000
    INTEGRITY_STREAM = 0x0000_8000
    NO_SCRUB_DATA = 0x0002_0000
    RECALL_ON_OPEN = 0x0004_0000
    PINNED = 0x0008_0000
    UNPINNED = 0x0010_0000
    RECALL_ON_DATA_ACCESS = 0x0040_0000


class OplockLevel(IntEnum):
    """The caching that a client is allowed for a file (section 2.2.13)."""

    NONE = 0x00
    II = 0x01
    EXCLUSIVE = 0x08
    BATCH = 0x09
    LEASE = 0xFF


class ImpersonationLevel(IntEnum):
    """How far the server may act as the client (section 2.2.13)."""

    ANONYMOUS = 0
    IDENTIFICATION = 1
    IMPERSONATION = 2
    DELEGATE = 3


class ShareAccess(IntFlag):
    """Access to the file that others may have meanwhile (section 2.2.13)."""

    READ = 1
    WRITE = 2
    DELETE = 4


class CreateDisposition(IntEnum):
    """The action if the file exists or does not exist (section 2.2.13)."""

    SUPERSEDE = 0
    OPEN = 1
    CREATE = 2
    OPEN_IF = 3
    OVERWRITE = 4
    OVERWRITE_IF = 5


class CreateOptions(IntFlag):
    """How a file is opened (section 2.2.13)."""

    DIRECTORY_FILE = 0x0000_0001
    WRITE_THROUGH = 0x0000_0002
    SEQUENTIAL_ONLY = 0x0000_0004
    NO_INTERMEDIATE_BUFFERING = 0x0000_0008
    SYNCHRONOUS_IO_ALERT = 0x0000_0010
    SYNCHRONOUS_IO_NONALERT = 0x0000_0020
    NON_DIRECTORY_FILE = 0x0000_0040
    CREATE_TREE_CONNECTION = 0x0000_0080
    COMPLETE_IF_OPLOCKED = 0x0000_0100
    NO_EA_KNOWLEDGE = 0x0000_0200
    OPEN_REMOTE_INSTANCE = 0x0000_0400
    RANDOM_ACCESS = 0x0000_0800
    DELETE_ON_CLOSE = 0x0000_1000
    OPEN_BY_FILE_ID = 0x0000_2000
    OPEN_FOR_BACKUP_INTENT = 0x0000_4000
    NO_COMPRESSION = 0x0000_8000
    OPEN_REQUIRING_OPLOCK = 0x0001_0000
    DISALLOW_EXCLUSIVE = 0x0002_0000
    RESERVE_OPFILTER = 0x0010_0000
    OPEN_REPARSE_POINT = 0x0020_0000
    OPEN_NO_RECALL = 0x0040_0000
    OPEN_FOR_FREE_SPACE_QUERY = 0x0080_0000


class CreateAction(IntEnum):
    """The action that the server took (section 2.2.14)."""

    SUPERSEDED = 0
    OPENED = 1
    CREATED = 2
    OVERWRITTEN = 3


class LeaseState(IntFlag):
    """The caching that a lease allows (section 2.2.13.2.8)."""

    READ_CACHING = 1
    HANDLE_CACHING = 2
    WRITE_CACHING = 4


class LeaseFlags(IntFlag):
    """Further flags of a lease (sections 2.2.14.2.10 and 2.2.23.2)."""

    BREAK_IN_PROGRESS = 2
    PARENT_LEASE_KEY_SET = 4


class ReadFlags(IntFlag):
    """How to read (section 2.2.19)."""

    UNBUFFERED = 1
    REQUEST_COMPRESSED = 2


class WriteFlags(IntFlag):
    """How to write (section 2.2.21)."""

    WRITE_THROUGH = 1
    UNBUFFERED = 2


class Channel(IntEnum):
    """Whether data is sent by RDMA (section 2.2.19)."""

    NONE = 0
    RDMA_V1 = 1
    RDMA_V1_INVALIDATE = 2
    RDMA_TRANSFORM = 3


class LockFlags(IntFlag):
    """How a range is locked (section 2.2.26.1)."""

    SHARED_LOCK = 0x01
    EXCLUSIVE_LOCK = 0x02
    UNLOCK = 0x04
    FAIL_IMMEDIATELY = 0x10


class ControlCode(IntEnum):
    """The control codes of IOCTL (section 2.2.31)."""

    DFS_GET_REFERRALS = 0x0006_0194
    DFS_GET_REFERRALS_EX = 0x0006_01B0
    OFFLOAD_READ = 0x0009_4264
    SET_REPARSE_POINT = 0x0009_00A4
    FILE_LEVEL_TRIM = 0x0009_8208
    PIPE_PEEK = 0x0011_400C
    PIPE_WAIT = 0x0011_0018
    PIPE_TRANSCEIVE = 0x0011_C017
    SRV_REQUEST_RESUME_KEY = 0x0014_0078
    LMR_REQUEST_RESILIENCY = 0x0014_01D4
    QUERY_NETWORK_INTERFACE_INFO = 0x0014_01FC
    VALIDATE_NEGOTIATE_INFO = 0x0014_0204
    SRV_ENUMERATE_SNAPSHOTS = 0x0014_4064
    SRV_COPYCHUNK = 0x0014_40F2
    SRV_READ_HASH = 0x0014_41BB
    SRV_COPYCHUNK_WRITE = 0x0014_80F2


class QueryDirectoryFlags(IntFlag):
    """How a directory is listed (section 2.2.33)."""

    RESTART_SCANS = 0x01
    RETURN_SINGLE_ENTRY = 0x02
    INDEX_SPECIFIED = 0x04
    REOPEN = 0x10


class CompletionFilter(IntFlag):
    """Which changes are reported (section 2.2.35)."""

    FILE_NAME = 0x001
    DIR_NAME = 0x002
    ATTRIBUTES = 0x004
    SIZE = 0x008
    LAST_WRITE = 0x010
    LAST_ACCESS = 0x020
    CREATION = 0x040
    EA = 0x080
    SECURITY = 0x100
    STREAM_NAME = 0x200
    STREAM_SIZE = 0x400
    STREAM_WRITE = 0x800


class NotifyAction(IntEnum):
    """Kinds of changes ([MS-FSCC], section 2.7.1)."""

    ADDED = 1
    REMOVED = 2
    MODIFIED = 3
    RENAMED_OLD_NAME = 4
    RENAMED_NEW_NAME = 5
    ADDED_STREAM = 6
    REMOVED_STREAM = 7
    MODIFIED_STREAM = 8
    REMOVED_BY_DELETE = 9
    ID_NOT_TUNNELLED = 10
    TUNNELLED_ID_COLLISION = 11


class InfoType(IntEnum):
    """Subjects of information (section 2.2.37)."""

    FILE = 1
    FILE_SYSTEM = 2
    SECURITY = 3
    QUOTA = 4


class FileInformationClass(IntEnum):
    """Information about a file ([MS-FSCC], section 2.4)."""

    DIRECTORY = 1
    FULL_DIRECTORY = 2
    BOTH_DIRECTORY = 3
    BASIC = 4
    STANDARD = 5
    INTERNAL = 6
    EA = 7
    ACCESS = 8
    NAME = 9
    RENAME = 10
    LINK = 11
    NAMES = 12
    DISPOSITION = 13
    POSITION = 14
    FULL_EA = 15
    MODE = 16
    ALIGNMENT = 17
    ALL = 18
    ALLOCATION = 19
    END_OF_FILE = 20
    ALTERNATE_NAME = 21
    STREAM = 22
    PIPE = 23
    PIPE_LOCAL = 24
    PIPE_REMOTE = 25
    COMPRESSION = 28
    QUOTA = 32
    NETWORK_OPEN = 34
    ATTRIBUTE_TAG = 35
    ID_BOTH_DIRECTORY = 37
    ID_FULL_DIRECTORY = 38
    VALID_DATA_LENGTH = 39
    SHORT_NAME = 40
    NORMALIZED_NAME = 48
    ID = 59
    ID_EXTD_DIRECTORY = 60
    DISPOSITION_EX = 64
    RENAME_EX = 65


class SecurityInformation(IntFlag):
    """The parts of a security descriptor (section 2.2.37)."""

    OWNER = 0x0000_0001
    GROUP = 0x0000_0002
    DACL = 0x0000_0004
    SACL = 0x0000_0008
    LABEL = 0x0000_0010
    ATTRIBUTE = 0x0000_0020
    SCOPE = 0x0000_0040
    BACKUP = 0x0001_0000
