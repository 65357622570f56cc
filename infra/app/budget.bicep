metadata description = 'Tells people by e-mail before the resource group costs more in a month than was meant.'

@description('Name of the budget.')
param name string

@description('Amount a month, in the currency of the subscription’s bill.')
param amount int

@description('First day of the month that the budget begins with (yyyy-MM-01).')
param startDate string

@description('E-mail addresses that are told.')
param emails string[]

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: {
      actual80: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: emails
      }
      forecast100: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: emails
      }
    }
  }
}
