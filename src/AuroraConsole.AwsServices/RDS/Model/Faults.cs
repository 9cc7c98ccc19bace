using System.Net;
using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.RDS.Model;

[WireCode("DBClusterAlreadyExistsFault")]
public class DBClusterAlreadyExistsException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBClusterAutomatedBackupQuotaExceededFault")]
public class DBClusterAutomatedBackupQuotaExceededException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBClusterNotFoundFault")]
public class DBClusterNotFoundException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBClusterParameterGroupNotFound", "DBClusterParameterGroupNotFoundFault")]
public class DBClusterParameterGroupNotFoundException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBClusterQuotaExceededFault")]
public class DBClusterQuotaExceededException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBClusterRoleQuotaExceeded", "DBClusterRoleQuotaExceededFault")]
public class DBClusterRoleQuotaExceededException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBClusterSnapshotAlreadyExistsFault")]
public class DBClusterSnapshotAlreadyExistsException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBClusterSnapshotNotFoundFault")]
public class DBClusterSnapshotNotFoundException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBInstanceAlreadyExists", "DBInstanceAlreadyExistsFault")]
public class DBInstanceAlreadyExistsException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBInstanceAutomatedBackupQuotaExceeded", "DBInstanceAutomatedBackupQuotaExceededFault")]
public class DBInstanceAutomatedBackupQuotaExceededException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBInstanceNotFound", "DBInstanceNotFoundFault")]
public class DBInstanceNotFoundException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBParameterGroupNotFound", "DBParameterGroupNotFoundFault")]
public class DBParameterGroupNotFoundException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBSnapshotAlreadyExists", "DBSnapshotAlreadyExistsFault")]
public class DBSnapshotAlreadyExistsException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBSubnetGroupDoesNotCoverEnoughAZs")]
public class DBSubnetGroupDoesNotCoverEnoughAZsException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DBSubnetGroupNotFoundFault")]
public class DBSubnetGroupNotFoundException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("DomainNotFoundFault")]
public class DomainNotFoundException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("GlobalClusterNotFoundFault")]
public class GlobalClusterNotFoundException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("InsufficientDBInstanceCapacity", "InsufficientDBInstanceCapacityFault")]
public class InsufficientDBInstanceCapacityException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("InsufficientStorageClusterCapacity", "InsufficientStorageClusterCapacityFault")]
public class InsufficientStorageClusterCapacityException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("InvalidDBClusterSnapshotStateFault")]
public class InvalidDBClusterSnapshotStateException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("InvalidDBClusterStateFault")]
public class InvalidDBClusterStateException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("InvalidDBInstanceState", "InvalidDBInstanceStateFault")]
public class InvalidDBInstanceStateException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("InvalidDBSecurityGroupState", "InvalidDBSecurityGroupStateFault")]
public class InvalidDBSecurityGroupStateException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("InvalidDBSubnetGroupFault")]
public class InvalidDBSubnetGroupException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("InvalidDBSubnetGroupStateFault")]
public class InvalidDBSubnetGroupStateException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("InvalidGlobalClusterStateFault")]
public class InvalidGlobalClusterStateException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("InvalidSubnet")]
public class InvalidSubnetException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("InvalidVPCNetworkStateFault")]
public class InvalidVPCNetworkStateException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("KMSKeyNotAccessibleFault")]
public class KMSKeyNotAccessibleException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("NetworkTypeNotSupported")]
public class NetworkTypeNotSupportedException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("OptionGroupNotFoundFault")]
public class OptionGroupNotFoundException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("SnapshotQuotaExceeded", "SnapshotQuotaExceededFault")]
public class SnapshotQuotaExceededException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("StorageQuotaExceeded", "StorageQuotaExceededFault")]
public class StorageQuotaExceededException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("StorageTypeNotAvailableFault")]
public class StorageTypeNotAvailableException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("StorageTypeNotSupported", "StorageTypeNotSupportedFault")]
public class StorageTypeNotSupportedException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("VpcEncryptionControlViolationException")]
public class VpcEncryptionControlViolationException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonRDSException(message, innerException, errorType, errorCode, requestId, statusCode);
